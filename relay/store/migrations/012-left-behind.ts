import type { Kysely } from "kysely";

export async function leftBehind(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("leftBehind")
    .addColumn("thread", "text", (c) => c.primaryKey())
    .addColumn("relay", "text", (c) => c.notNull())
    .addColumn("conversation", "text", (c) => c.notNull())
    .addColumn("player", "text", (c) => c.notNull())
    .execute();
}
