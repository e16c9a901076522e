import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { SqliteDriver } from "./sqlite-driver.ts";
import { isLocked } from "./sqlite-errors.ts";

/** Kysely's dialect over the SQLite that is in Node: nothing to compile, nothing to download. */
export const nodeSqliteDialect = (driver: SqliteDriver): Dialect => ({
  createDriver: () => driver,
  createAdapter: () => new NodeSqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
});

class NodeSqliteAdapter extends SqliteAdapter {
  /** Kysely's own queue before the one connection would not let anybody pass whom a lock holds up. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  /** So that a relay which is killed in the middle of migrations leaves a store that the next one can bring up to date. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Waits for a while where another process has locked it. @throws what SQLite does. */
export async function openDatabase(file: string): Promise<DatabaseSync> {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    for (let tries = 1; ; tries++) {
      try {
        db.exec(PRAGMAS);
        return db;
      } catch (error) {
        if (!isLocked(error) || tries === TRIES) throw error;
        await sleep(TRY_AGAIN_MS);
      }
    }
  } catch (error) {
    db.close();
    throw error;
  }
}

/** WAL with synchronous=NORMAL keeps every commit when the process is killed: https://www.sqlite.org/wal.html */
const PRAGMAS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON";
const TRIES = 50;
const TRY_AGAIN_MS = 100;
