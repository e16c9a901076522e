import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { asStoreError } from "./postgres-errors.ts";

/**
 * Takes what was deleted out of the tables. Answers with false where somebody still reads in the database as it was before, for too
 * long: a vacuum leaves for them what they might see. One goes on at a time, on a connection of its own, however many ask; who asks
 * meanwhile shares the next. @throws what Postgres does, or that it is away.
 */
export function createPurge(config: pg.ClientConfig): () => Promise<boolean> {
  let running: Promise<unknown> | undefined;
  let next: Promise<boolean> | undefined;
  const run = async (): Promise<boolean> => {
    await running?.catch(() => undefined);
    const work = (running = purge(config));
    next = undefined;
    return work;
  };
  return () => (next ??= run());
}

async function purge(config: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client({ ...config, query_timeout: PATIENCE_MS });
  // Who uses it hears of it by the statement that fails.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ now: string }>("select pg_current_xact_id()::text as now");
    for (let tries = 0; await isReadSince(client, rows[0]?.now ?? "0"); tries++) {
      if (tries === TRIES) return false;
      await sleep(AGAIN_MS);
    }
    await client.query("vacuum players, conversations, turns, events, memories, threads, erasures");
    return true;
  } catch (error) {
    throw asStoreError(error);
  } finally {
    client.end().catch(() => undefined);
  }
}

/**
 * Whether anybody reads in the database, or on a replica that tells it so, as it was before this transaction. A vacuum reads nothing
 * for anybody. Those of other roles are seen with `pg_read_all_stats` only:
 * https://www.postgresql.org/docs/current/monitoring-stats.html
 */
async function isReadSince(client: pg.Client, transaction: string): Promise<boolean> {
  const { rowCount } = await client.query(READ_SINCE, [transaction]);
  return rowCount !== 0;
}

const READ_SINCE = `
select from pg_stat_activity where coalesce(datname, current_database()) = current_database()
  and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker' and coalesce(query, '') not ilike 'vacuum %'
  and age(backend_xmin) > age($1::xid8::xid)
union all
select from pg_prepared_xacts where database = current_database() and age(transaction) > age($1::xid8::xid)`;

/** As long as SQLite's. */
const TRIES = 300;
const AGAIN_MS = 100;
const PATIENCE_MS = 600_000;
