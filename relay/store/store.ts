import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import type { Logger } from "../observe/logger.ts";
import type { Metrics } from "../observe/metrics.ts";
import { CONNECTIONS } from "./connections.ts";
import { forOwnerAlone } from "./for-owner-alone.ts";
import { lockFolder, makeFile } from "./lock-folder.ts";
import { migrations } from "./migrations.ts";
import { nodeSqliteDialect, openDatabase } from "./node-sqlite.ts";
import type { SharedCounts } from "./postgres/shared-counts.ts";
import type { Schema } from "./schema.ts";
import { sqliteDriver } from "./sqlite-driver.ts";
import { isBroken, isLocked } from "./sqlite-errors.ts";
import { watchFiles } from "./watch-files.ts";

export type Database = Kysely<Schema>;

export interface Store {
  db: Database;
  /** Resolves when the store cannot be used any more, with what the operator should know; the relay is to stop then. */
  broken: Promise<Error>;
  /** What all relays count together; absent where there is one relay only. */
  shared?: SharedCounts;
  /**
   * Lends its file to somebody else in this process who adds to it: other writers wait meanwhile, however long that is. Absent where
   * it is no file.
   */
  lend?: <T>(use: (file: string) => Promise<T>) => Promise<T>;
  /**
   * Takes what was deleted out of every byte of the store's files: `secure_delete` has overwritten it in the pages, and the log
   * of what was written before is emptied. Answers with false where another process reads in it for too long.
   */
  purge(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens the store in `dataDir`, made if it is not there, and brings its schema up to date.
 * @throws when another relay runs on the same folder, and when the store is broken or locked; nothing is changed then.
 */
export async function openStore(dataDir: string, metrics: Pick<Metrics, "storeUsed">, log: Logger): Promise<Store> {
  const unlock = takeFolder(dataDir, log);
  const path = join(dataDir, "townsfolk.db");
  try {
    return await open(path, metrics, log, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Makes the folder the owner's alone and this relay's. Call what it answers with to give it back. @throws in words. */
export function takeFolder(dataDir: string, log: Logger): () => void {
  const [stuck] = forOwnerAlone(dataDir);
  if (stuck !== undefined)
    log.warn(`${stuck} belongs to somebody else, so others on this machine may be able to read it.`);
  return lockFolder(dataDir);
}

/** @throws in words. */
async function open(
  path: string,
  metrics: Pick<Metrics, "storeUsed">,
  log: Logger,
  unlock: () => void,
): Promise<Store> {
  // SQLite would take it for the log of an empty store.
  if (!existsSync(path) && existsSync(`${path}-wal`))
    throw new Error(
      `The store ${path} is not there, but ${path}-wal is, with its newest turns. Put it back, or take that away too.`,
    );
  makeFile(path);
  const file = await openDatabase(path).catch((error: unknown) => {
    throw inWords(path, error);
  });
  const broken = Promise.withResolvers<Error>();
  const driver = sqliteDriver(file, {
    onBroken: (error) => broken.resolve(inWords(path, error)),
    onUsed: metrics.storeUsed,
  });
  const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(driver) });
  CONNECTIONS.set(db, driver.outside);
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw inWords(path, error);
  }
  const files = watchFiles(path, file, () => broken.resolve(new Error(gone(path))));
  return {
    db,
    broken: broken.promise,
    lend: (use) => driver.lend(() => use(path)),
    purge: async () => {
      for (let tries = 0; tries < PURGE_TRIES; tries++) {
        const { busy } = (await driver.alone(() => file.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get())) ?? {};
        if (busy === 0) return true;
        await sleep(PURGE_AGAIN_MS);
      }
      return false;
    },
    close: async () => {
      if (files.areGone())
        await driver.alone(files.rescue).then(
          (where) => log.fatal(`What ${path} held is in ${where}.`),
          (error: unknown) => log.fatal({ err: error }, `What ${path} held could not be put anywhere.`),
        );
      await db.destroy();
      files.stop();
      unlock();
    },
  };
}

const gone = (path: string): string =>
  `${path} was taken away or replaced while the relay ran. All that it held is put back there, or beside what is there now, or where the log says.`;

/** For the operator, who is to know which file it is and what to do. */
function inWords(path: string, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  const words = isBroken(error)
    ? `The store ${path} is broken (${why}). It is left as it is: put a backup in its place (relay/deploy/README.md), or save what can be read with: sqlite3 ${path} .recover`
    : isLocked(error)
      ? `The store ${path} is locked by another process. End what reads or writes in it.`
      : `The store ${path} cannot be opened or brought up to date: ${why}`;
  return new Error(words, { cause: error });
}

/** 30 s. */
const PURGE_TRIES = 300;
const PURGE_AGAIN_MS = 100;
