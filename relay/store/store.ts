import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import type { Logger } from "../observe/logger.ts";
import type { Metrics } from "../observe/metrics.ts";
import { forOwnerAlone } from "./for-owner-alone.ts";
import { migrations } from "./migrations.ts";
import { nodeSqliteDialect } from "./node-sqlite.ts";
import type { Schema } from "./schema.ts";

export type Database = Kysely<Schema>;

export interface Store {
  db: Database;
  close(): Promise<void>;
}

/**
 * Opens the store in `dataDir`, made if it is not there, and brings its schema up to date.
 * @throws when another relay runs on the same folder.
 */
export async function openStore(dataDir: string, metrics: Pick<Metrics, "storeUsed">, log: Logger): Promise<Store> {
  const [stuck] = forOwnerAlone(dataDir);
  if (stuck !== undefined)
    log.warn(`${stuck} belongs to somebody else, so others on this machine may be able to read it.`);
  const unlock = lock(dataDir);
  makeFile(join(dataDir, "townsfolk.db"));
  const db = new Kysely<Schema>({
    dialect: nodeSqliteDialect(join(dataDir, "townsfolk.db")),
    log: (event) => metrics.storeUsed(event.queryDurationMillis),
  });
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  }).migrateToLatest();
  if (error !== undefined) throw new Error("The store could not be brought up to date.", { cause: error });
  return {
    db,
    close: async () => {
      await db.destroy();
      unlock();
    },
  };
}

/** SQLite's own lock on a file of its own: the system drops it when the process dies, however it dies. */
function lock(dataDir: string): () => void {
  makeFile(join(dataDir, "lock.db"));
  const file = new DatabaseSync(join(dataDir, "lock.db"), { timeout: 0 });
  try {
    file.exec("BEGIN EXCLUSIVE");
  } catch {
    file.close();
    throw new Error(`Another relay is running on ${dataDir}. Stop it, or give this one its own DATA_DIR.`);
  }
  return () => file.close();
}

/** SQLite gives what it puts beside a file (`-wal`, `-shm`, `-journal`) the file's own mode. */
const makeFile = (file: string): void => closeSync(openSync(file, "a", 0o600));
