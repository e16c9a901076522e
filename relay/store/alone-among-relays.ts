import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { now } from "../observe/clock.ts";
import { isPostgres } from "./lock-for.ts";
import { createMutex, type Mutex } from "./mutex.ts";
import type { Database } from "./store.ts";

/** Does some work while no other relay on the store does work of this name. @throws where another is at it for too long. */
export type AloneAmongRelays = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function aloneAmongRelays(db: Database): AloneAmongRelays {
  // There can be no other.
  if (!isPostgres(db)) return (_name, work) => work();
  const places = Array.from({ length: PLACES }, createMutex);
  let next = 0;
  return (name, work) => inPlace(places[(next += 1) % PLACES], () => tryOften(db, name, work));
}

async function inPlace<T>(place: Mutex | undefined, work: () => Promise<T>): Promise<T> {
  await place?.take();
  try {
    return await work();
  } finally {
    place?.leave();
  }
}

/** The lock is the transaction's, so that a relay that is gone holds it no longer. */
async function tryOften<T>(db: Database, name: string, work: () => Promise<T>): Promise<T> {
  for (const until = now() + PATIENCE_MS; now() < until; await sleep(AGAIN_MS)) {
    const done = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{
        isOurs: boolean;
      }>`select pg_try_advisory_xact_lock(hashtextextended(${name} || current_schema(), 0)) as "isOurs",
        set_config('idle_in_transaction_session_timeout', ${IDLE}, true)`.execute(tx);
      return rows[0]?.isOurs === true ? { result: await work() } : undefined;
    });
    if (done !== undefined) return done.result;
  }
  throw new Error(`another relay is at it for too long: ${name}`);
}

/** Each holds one of the store's few connections for as long as it lasts, and asks for others meanwhile. */
const PLACES = 4;
const AGAIN_MS = 200;
const PATIENCE_MS = 30_000;
/** As long as somebody else waits for it. */
const IDLE = "30s";
