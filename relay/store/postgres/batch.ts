import { setImmediate } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import { storeAll, type Write } from "./store-all.ts";

/**
 * Stores what many write at the same time by one statement for all: Postgres takes a hundred rows in about the time of one, and
 * a place server's row is held for that statement alone. Answers with whether the turn has begun that was to.
 */
export type Batch = (write: Write) => Promise<boolean>;

export function createBatch(db: Kysely<Schema>): Batch {
  let waiting: Waiting[] = [];
  let isRunning = false;

  /** All that wait, but no turn twice, and so in the order in which they came. */
  const next = (): Waiting[] => {
    const turns = new Set<string>();
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    for (const one of waiting) {
      const id = one.write.turn?.id ?? one.write.event?.turn ?? one.write.begin ?? "";
      if (batch.length === MOST || turns.has(id)) later.push(one);
      else batch.push(one);
      turns.add(id);
    }
    waiting = later;
    return batch;
  };
  const run = async (): Promise<void> => {
    isRunning = true;
    await setImmediate();
    while (waiting.length > 0) await settle(db, next());
    isRunning = false;
  };
  return (write) => {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    waiting.push({ write, resolve, reject });
    if (!isRunning) void run();
    return promise;
  };
}

interface Waiting {
  write: Write;
  resolve: (hasBegun: boolean) => void;
  reject: (error: unknown) => void;
}

/** Where something of it cannot be stored, the others are, each by itself. */
async function settle(db: Kysely<Schema>, batch: Waiting[]): Promise<void> {
  try {
    const begun = await storeAll(
      db,
      batch.map(({ write }) => write),
    );
    for (const { resolve, write } of batch) resolve(write.begin !== undefined && begun.has(write.begin));
  } catch (error) {
    if (batch.length > 1) for (const one of batch) await settle(db, [one]);
    else for (const { reject } of batch) reject(error);
  }
}

const MOST = 1_000;

const batches = new WeakMap<Kysely<Schema>, Batch>();

/** Of a store in Postgres, outside of a transaction; others have none. */
export const batchOf = (db: Kysely<Schema>): Batch | undefined => batches.get(db);

export const giveBatch = (db: Kysely<Schema>): unknown => batches.set(db, createBatch(db));
