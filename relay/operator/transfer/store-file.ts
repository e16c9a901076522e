import { join } from "node:path";
import type { Logger } from "../../observe/logger.ts";
import { addingByFile, asFile } from "../../store/postgres/mirror.ts";
import type { Database } from "../../store/store.ts";
import { tempFolder } from "./temp-file.ts";

interface Town {
  db: Database;
  log: Logger;
  config: { dataDir: string; databaseUrl?: string };
}

/** Lends the store as a file of SQLite, to be read: itself, or a copy of what is in Postgres. */
export const withStoreFile = <T>({ db, log, config }: Town, use: (store: string) => Promise<T>): Promise<T> =>
  config.databaseUrl === undefined ? use(storeIn(config.dataDir)) : asFile(db, tempFolder(config.dataDir), log, use);

/** Lends it to be added to; whoever else needs the store waits meanwhile. */
export const changingStoreFile = <T>({ db, log, config }: Town, use: (store: string) => Promise<T>): Promise<T> =>
  config.databaseUrl === undefined
    ? db.connection().execute(() => use(storeIn(config.dataDir)))
    : addingByFile(db, tempFolder(config.dataDir), log, use);

const storeIn = (dataDir: string): string => join(dataDir, "townsfolk.db");
