import { type Kysely, sql } from "kysely";

export async function manyRelays(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("relays")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("fence", "bigint", (c) => c.notNull().unique())
    .addColumn("until", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("relayMessages")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("relay", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("messagesOfRelay").on("relayMessages").columns(["relay", "at"]).execute();
  await db.schema.alterTable("turns").addColumn("holder", "text").execute();
  await db.schema.alterTable("turns").addColumn("fence", "bigint").execute();
  // Of two that run in one conversation, since the end of the first could not be stored, one is left to be ended.
  await sql`update "turns" set "status" = 'accepted' where "status" = 'running' and "id" not in
    (select max("id") from "turns" where "status" = 'running' group by "conversation")`.execute(db);
  await sql`create unique index "oneRunningTurn" on "turns" ("conversation") where "status" = 'running'`.execute(db);
}
