import type { Kysely } from "kysely";

export async function oldTurnsByIndex(db: Kysely<unknown>): Promise<void> {
  // Both change with the same write.
  await db.schema.createIndex("turnsByEnd").on("turns").columns(["status", "endedAt"]).execute();
  await db.schema.dropIndex("turnsByStatus").execute();
}
