import { type Kysely, sql } from "kysely";
import { isPostgres } from "../lock-for.ts";

export async function sharedBudgets(db: Kysely<unknown>): Promise<void> {
  if (!isPostgres(db)) return;
  await sql`create table budgets (id text primary key, spent double precision not null, held jsonb not null)
    with (fillfactor = 50)`.execute(db);
}
