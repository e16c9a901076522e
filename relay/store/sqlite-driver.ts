import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from "kysely";
import { now } from "../observe/clock.ts";
import { createMutex } from "./mutex.ts";
import { isBroken, isLocked } from "./sqlite-errors.ts";

/** Kysely's driver of one connection, for which nobody else in this process ever stands still. */
export interface SqliteDriver extends Driver {
  /** Does it with the connection for itself, outside of every transaction. */
  alone<T>(work: () => T): Promise<T>;
}

/**
 * `DatabaseSync` waits for another process' lock with the whole process, so here it does not wait at all: who finds the store
 * locked lets the others go on and tries again. After `PATIENCE_MS` without a lock everybody fails at once, until it is free.
 */
export function sqliteDriver(db: DatabaseSync, onBroken: (error: Error) => void): SqliteDriver {
  const turn = createMutex();
  const prepare = keepPrepared(db);
  let isInTransaction = false;
  let lockedSince: number | undefined;

  /** @throws what SQLite does; `ERR_SQLITE_ERROR` of code 5 where it stayed locked. */
  const patiently = async <T>(sql: string, work: () => T): Promise<T> => {
    for (;;) {
      try {
        const done = work();
        if (!READS.test(sql)) lockedSince = undefined;
        return done;
      } catch (error) {
        if (isBroken(error)) onBroken(error);
        if (!isLocked(error) || isInTransaction) throw error;
        lockedSince ??= now();
        if (now() - lockedSince > PATIENCE_MS) throw error;
        turn.leave();
        await sleep(TRY_AGAIN_MS);
        await turn.take();
      }
    }
  };
  const run = <R>({ sql, parameters }: Pick<CompiledQuery, "sql" | "parameters">): QueryResult<R> => {
    const { statement, isReader } = prepare(sql);
    const values = inputs(parameters);
    if (isReader) return { rows: statement.all(...values) as R[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
  };
  const connection: DatabaseConnection = {
    executeQuery: (query) => patiently(query.sql, () => run(query)),
    streamQuery: () => {
      throw new Error("Nothing is streamed from the store.");
    },
  };
  const end = (sql: "commit" | "rollback") => {
    try {
      db.exec(sql);
    } finally {
      isInTransaction = db.isTransaction;
    }
    return Promise.resolve();
  };
  return {
    init: () => Promise.resolve(),
    acquireConnection: async () => {
      await turn.take();
      return connection;
    },
    // From the start for writing: whoever begins to read and then writes cannot wait for a lock.
    beginTransaction: async () => {
      await patiently("begin", () => db.exec("begin immediate"));
      isInTransaction = true;
    },
    commitTransaction: () => end("commit"),
    rollbackTransaction: () => end("rollback"),
    releaseConnection: () => Promise.resolve(turn.leave()),
    destroy: () => Promise.resolve(db.close()),
    alone: async (work) => {
      await turn.take();
      try {
        return work();
      } finally {
        turn.leave();
      }
    },
  };
}

const READS = /^\s*select\b/i;
const PATIENCE_MS = 5_000;
const TRY_AGAIN_MS = 20;

function keepPrepared(db: DatabaseSync) {
  const prepared = new Map<string, { statement: StatementSync; isReader: boolean }>();
  return (sql: string) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = db.prepare(sql);
    const made = { statement, isReader: statement.columns().length > 0 };
    prepared.set(sql, made);
    return made;
  };
}

function inputs(values: readonly unknown[]): SQLInputValue[] {
  return values.map((value) => {
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint")
      return value;
    throw new TypeError(`SQLite takes no ${typeof value}`);
  });
}
