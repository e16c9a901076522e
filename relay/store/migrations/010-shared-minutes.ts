import { type Kysely, sql } from "kysely";
import { isPostgres } from "../lock-for.ts";

export async function sharedMinutes(db: Kysely<unknown>): Promise<void> {
  if (!isPostgres(db)) return;
  await sql`create unlogged table minutes (id text primary key, until bigint not null, spent jsonb not null,
    granted jsonb not null) with (fillfactor = 50)`.execute(db);
}
