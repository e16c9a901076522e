import { type Kysely, sql } from "kysely";

export async function turnIdsInAnyLetters(db: Kysely<unknown>): Promise<void> {
  // Of a turn that was run twice, since its id came once in small letters and once in capitals, one stays.
  await sql`delete from "turns" where "id" not in (select min("id") from "turns" group by lower("id"))`.execute(db);
  await db.schema
    .createIndex("turnById")
    .on("turns")
    .unique()
    .column(sql`lower("id")`)
    .execute();
}
