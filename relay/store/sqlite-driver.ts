import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseConnection, Driver, QueryResult } from "kysely";
import { now } from "../observe/clock.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createMutex } from "./mutex.ts";
import { isBroken, isLocked } from "./sqlite-errors.ts";
import { createStatements, type Statement } from "./statements.ts";

/** Kysely's driver of one connection, for which nobody else in this process ever stands still. */
export interface SqliteDriver extends Driver {
  /** For statements outside of every transaction, of as many at once as like. */
  outside: DatabaseConnection;
  /** Does it with the connection for itself, outside of every transaction. */
  alone<T>(work: () => T): Promise<T>;
  /** While somebody else in this process writes: who writes here waits for as long as that takes, and who reads does not. */
  lend<T>(work: () => Promise<T>): Promise<T>;
}

interface Hearing {
  onBroken: (error: Error) => void;
  /** How long one statement took, in milliseconds. */
  onUsed: (ms: number) => void;
}

/**
 * `DatabaseSync` waits for another process' lock with the whole process, so here it does not wait at all: who finds the store
 * locked lets the others go on and tries again. After `PATIENCE_MS` without a lock everybody fails at once, until it is free.
 * What is written at the same time is committed together.
 */
export function sqliteDriver(db: DatabaseSync, { onBroken, onUsed }: Hearing): SqliteDriver {
  /** Held by a transaction from its begin to its end, and by each statement outside of one. */
  const turn = createMutex();
  const statements = createStatements(db, onUsed);
  let lockedSince: number | undefined;
  /** To so many at once. */
  let lent = 0;
  /** The transaction under way is not the first in its group: it is undone without the others. */
  let isSavepoint = false;

  const alone: SqliteDriver["alone"] = async (work) => {
    await turn.take();
    try {
      group.commit();
      return work();
    } finally {
      turn.leave();
    }
  };
  const lend: SqliteDriver["lend"] = async (work) => {
    lent += 1;
    try {
      return await work();
    } finally {
      lent -= 1;
    }
  };
  const group = createGroupCommit(db, {
    alone: async (work) => {
      await turn.take();
      try {
        work();
      } finally {
        turn.leave();
      }
    },
    onFailed: (error) => failed(error),
    onUsed,
  });
  const beginOwn = db.prepare("savepoint own");
  const releaseOwn = db.prepare("release own");

  const failed = (error: unknown): void => {
    if (isBroken(error)) onBroken(error);
    if (!db.isTransaction) group.lost(error);
  };

  /** For who holds `turn`. @throws what SQLite does; `ERR_SQLITE_ERROR` of code 5 where it stayed locked. */
  const patiently = async <T>(work: () => T, isWrite: boolean): Promise<T> => {
    for (;;) {
      try {
        const done = work();
        if (isWrite) lockedSince = undefined;
        return done;
      } catch (error) {
        failed(error);
        if (!isLocked(error) || group.isOpen()) throw error;
        lockedSince = lent > 0 ? undefined : (lockedSince ?? now());
        if (lockedSince !== undefined && now() - lockedSince > PATIENCE_MS) throw error;
        turn.leave();
        await sleep(TRY_AGAIN_MS);
        await turn.take();
      }
    }
  };

  /** A statement outside of a transaction of its caller's. */
  const runByItself = async <R>(statement: Statement, parameters: readonly unknown[]): Promise<QueryResult<R>> => {
    const { isRead, standsAlone } = statement;
    await turn.take();
    let result: QueryResult<R>;
    try {
      if (standsAlone) group.commit();
      result = await patiently(() => {
        if (!isRead && !standsAlone) group.open();
        return statement.run<R>(parameters);
      }, !isRead);
    } finally {
      turn.leave();
    }
    if (!group.isOpen()) return result;
    if (!isRead) return group.committed().then(() => result);
    // What is not in the store after all was never there to be read.
    return group.committed().then(
      () => result,
      () => runByItself(statement, parameters),
    );
  };
  const runWithin = <R>(statement: Statement, parameters: readonly unknown[]): QueryResult<R> => {
    try {
      return statement.run<R>(parameters);
    } catch (error) {
      failed(error);
      throw error;
    }
  };

  const free: Connection[] = [];
  const connection = (): Connection => {
    const made: Connection = {
      isInTransaction: false,
      executeQuery: async ({ sql, parameters }) =>
        made.isInTransaction ? runWithin(statements(sql), parameters) : runByItself(statements(sql), parameters),
      streamQuery: () => {
        throw new Error("Nothing is streamed from the store.");
      },
    };
    return made;
  };
  const leave = (own: DatabaseConnection): void => {
    isSavepoint = false;
    (own as Connection).isInTransaction = false;
    turn.leave();
  };
  return {
    outside: connection(),
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(free.pop() ?? connection()),
    releaseConnection: (own) => Promise.resolve(void free.push(own as Connection)),
    beginTransaction: async (own) => {
      await turn.take();
      try {
        await patiently(() => {
          isSavepoint = group.isOpen();
          if (isSavepoint) beginOwn.run();
          else group.open();
        }, true);
        (own as Connection).isInTransaction = true;
      } catch (error) {
        turn.leave();
        throw error;
      }
    },
    commitTransaction: (own) => {
      // Thrown while it is still the caller's, who then undoes it.
      if (!db.isTransaction) throw new Error("SQLite has given the transaction up.");
      if (isSavepoint) releaseOwn.run();
      leave(own);
      return group.committed();
    },
    rollbackTransaction: (own) => {
      // Not where the others of its group have failed after it.
      if (!(own as Connection).isInTransaction) return Promise.resolve();
      try {
        if (isSavepoint && db.isTransaction) db.exec("rollback to own; release own");
        else if (db.isTransaction) db.exec("rollback");
        if (!db.isTransaction) group.lost(new Error("It was undone."));
      } finally {
        leave(own);
      }
      return Promise.resolve();
    },
    destroy: () => alone(() => db.close()),
    alone,
    lend,
  };
}

interface Connection extends DatabaseConnection {
  isInTransaction: boolean;
}

const PATIENCE_MS = 5_000;
const TRY_AGAIN_MS = 20;
