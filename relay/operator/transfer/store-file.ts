import { join } from "node:path";
import type { Logger } from "../../observe/logger.ts";
import { addingByFile, asFile } from "../../store/postgres/mirror.ts";
import type { Store } from "../../store/store.ts";
import { tempFolder } from "./temp-file.ts";

interface Town {
  store: Pick<Store, "db" | "lend">;
  log: Logger;
  config: { dataDir: string; databaseUrl?: string };
}

/** Lends the store as a file of SQLite, to be read: itself, or a copy of what is in Postgres. */
export const withStoreFile = <T>({ store, log, config }: Town, use: (file: string) => Promise<T>): Promise<T> =>
  config.databaseUrl === undefined
    ? use(join(config.dataDir, "townsfolk.db"))
    : asFile(store.db, tempFolder(config.dataDir), log, use);

/** Lends it to be added to; whoever else writes waits meanwhile. */
export const changingStoreFile = <T>({ store, log, config }: Town, use: (file: string) => Promise<T>): Promise<T> =>
  store.lend === undefined ? addingByFile(store.db, tempFolder(config.dataDir), log, use) : store.lend(use);
