import type { Kysely } from "kysely";

export async function toldOnce(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("turns").addColumn("told", "bigint").execute();
}
