import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { asStoreError, isAway } from "./postgres-errors.ts";

/** That this relay is the only one on its database. */
export interface DatabaseLock {
  /** Waits for a while where the lock was lost with its connection. @throws where it is not had again by then. */
  held(): Promise<void>;
  release(): Promise<void>;
}

/**
 * A lock of the session on the schema, which Postgres drops with the connection, however the relay dies. Where the connection
 * breaks, it is taken again, and nobody writes before. `onTaken`: another relay has it by now.
 * @throws where another relay has it.
 */
export async function lockDatabase(connection: pg.ClientConfig, onTaken: () => void): Promise<DatabaseLock> {
  const config = { ...connection, application_name: `townsfolk ${randomUUID()}` };
  let isOver = false;
  let state: { holder: pg.Client } | { again: Promise<void> };

  const hold = (holder: pg.Client): void => {
    state = { holder };
    holder.once("end", () => {
      if (!isOver) state = { again: takeAgain() };
    });
  };
  const takeAgain = async (): Promise<void> => {
    for (; !isOver; await sleep(TRY_AGAIN_MS)) {
      const holder = await take(config).catch(() => "away" as const);
      if (holder === "away") continue;
      if (holder === undefined) return onTaken();
      return hold(holder);
    }
  };
  hold(await takeAtStart(config));
  return {
    held: async () => {
      if ("holder" in state) return;
      await Promise.race([state.again, sleep(PATIENCE_MS, undefined, { ref: false })]);
      if (!("holder" in state)) throw asStoreError(new Error("the connection is lost"));
    },
    release: async () => {
      isOver = true;
      if ("holder" in state) await state.holder.end();
    },
  };
}

/** A relay that was killed just now has it for another moment, and a database that was started with the relay does not answer yet. */
async function takeAtStart(config: pg.ClientConfig): Promise<pg.Client> {
  for (const until = Date.now() + START_MS; ; await sleep(TRY_AGAIN_MS)) {
    try {
      const holder = await take(config);
      if (holder !== undefined) return holder;
      if (Date.now() > until) throw new Error(TAKEN);
    } catch (error) {
      if (!isAway(error) || Date.now() > until) throw error;
    }
  }
}

/** Undefined where somebody else has it. */
async function take(config: pg.ClientConfig): Promise<pg.Client | undefined> {
  const client = new pg.Client(config).on("error", () => undefined);
  try {
    await client.connect();
    // Postgres finds out within half a minute that the machine of a relay is gone.
    await client.query("set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4");
    await client.query(END_OWN, [config.application_name]);
    const { rows } = await client.query<{ taken: boolean }>(TAKE);
    if (rows[0]?.taken === true) return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return undefined;
}

/** Postgres may not have seen yet that the connection from before is lost, and then the lock is still that one's. */
const END_OWN =
  "select pg_terminate_backend(pid, 2000) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()";
const TAKE = "select pg_try_advisory_lock(hashtextextended('townsfolk ' || current_schema(), 0)) as taken";
export const TAKEN =
  "Another relay is running on this database, and there may be one only as yet. Stop it, or give this one a database of its own.";
const TRY_AGAIN_MS = 250;
const START_MS = 3_000;
const PATIENCE_MS = 5_000;
