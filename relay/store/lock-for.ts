import { type Kysely, PostgresAdapter, sql } from "kysely";
import type { Schema } from "./schema.ts";

/** Many transactions at once, where SQLite has one after the other. */
export const isPostgres = (db: Pick<Kysely<Schema>, "getExecutor">): boolean =>
  db.getExecutor().adapter instanceof PostgresAdapter;

/** Until this transaction ends, no other has the lock of this name: what it reads first and then writes, nobody changes in between. */
export async function lockFor(tx: Kysely<Schema>, name: string): Promise<void> {
  if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}
