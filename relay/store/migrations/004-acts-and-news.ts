import type { Kysely } from "kysely";

export async function actsAndNews(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("actSets")
    .addColumn("universe", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("usedAt", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("oneActSet", ["universe", "hash"])
    .execute();
  await db.schema.alterTable("turns").addColumn("actSet", "text").execute();
  await db.schema.alterTable("turns").addColumn("offered", "text").execute();
  await db.schema.alterTable("turns").addColumn("scene", "text").execute();
  await db.schema
    .createTable("news")
    .addColumn("server", "text", (c) => c.notNull())
    .addColumn("id", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("npcs", "text")
    .addColumn("toldAt", "bigint", (c) => c.notNull())
    .addColumn("until", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("oneNews", ["server", "id"])
    .execute();
}
