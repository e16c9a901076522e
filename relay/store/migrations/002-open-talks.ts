import type { Kysely } from "kysely";

export async function openTalks(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("conversations").addColumn("key", "text").execute();
  await db.schema.alterTable("conversations").addColumn("server", "text").execute();
}
