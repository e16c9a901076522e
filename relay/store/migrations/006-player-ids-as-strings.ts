import { type Kysely, sql } from "kysely";

export async function playerIdsAsStrings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("playersById")
    .addColumn("universe", "text", (c) => c.notNull())
    .addColumn("userId", "text", (c) => c.notNull())
    .addColumn("pseudonym", "text", (c) => c.notNull().unique())
    .addPrimaryKeyConstraint("onePlayerId", ["universe", "userId"])
    .execute();
  await sql`insert into "playersById" ("universe", "userId", "pseudonym")
    select "universe", cast("userId" as text), "pseudonym" from "players"`.execute(db);
  await db.schema.dropTable("players").execute();
  await db.schema.alterTable("playersById").renameTo("players").execute();
}
