import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

/**
 * Takes what was deleted out of the tables. Answers with false where somebody still reads in the database as it was before, for too
 * long: a vacuum leaves for them what they might see. Those of other roles are seen with `pg_read_all_stats` only:
 * https://www.postgresql.org/docs/current/monitoring-stats.html
 */
export async function purge(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ now: string }>`select pg_current_xact_id()::text as now`.execute(db);
  const now = rows[0]?.now ?? "0";
  for (let tries = 0; await isReadSince(db, now); tries++) {
    if (tries === TRIES) return false;
    await sleep(AGAIN_MS);
  }
  await sql`vacuum players, conversations, turns, events, memories, threads, erasures`.execute(db);
  return true;
}

/** Whether anybody reads in the database, or on a replica that tells it so, as it was before this transaction. */
async function isReadSince(db: Kysely<Schema>, transaction: string): Promise<boolean> {
  const before = sql`age(${transaction}::xid8::xid)`;
  const { rows } = await sql`
    select from pg_stat_activity where coalesce(datname, current_database()) = current_database()
      and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker' and age(backend_xmin) > ${before}
    union all
    select from pg_prepared_xacts where database = current_database() and age(transaction) > ${before}`.execute(db);
  return rows.length > 0;
}

/** As long as SQLite's. */
const TRIES = 300;
const AGAIN_MS = 100;
