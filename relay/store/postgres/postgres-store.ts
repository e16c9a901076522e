import { existsSync } from "node:fs";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import type { Logger } from "../../observe/logger.ts";
import type { Metrics } from "../../observe/metrics.ts";
import { migrations } from "../migrations.ts";
import type { Schema } from "../schema.ts";
import { type Store, takeFolder } from "../store.ts";
import { giveAccepting } from "./accepting.ts";
import { connectionTo, inShort } from "./address.ts";
import { giveBatch } from "./batch.ts";
import { type DatabaseLock, lockDatabase, TAKEN } from "./database-lock.ts";
import { postgresDialect } from "./postgres-driver.ts";
import { openQuickPool } from "./quick-pool.ts";
import { createSharedCounts } from "./shared-counts.ts";

/**
 * Opens the store in a Postgres database and brings its schema up to date; `dataDir` still has what is this relay's own.
 * @throws in words, when another relay runs on the same database or folder, and when the database does not answer.
 */
export async function openPostgresStore(
  databaseUrl: string,
  dataDir: string,
  metrics: Pick<Metrics, "storeUsed">,
  log: Logger,
): Promise<Store> {
  const unlockFolder = takeFolder(dataDir, log);
  const where = inShort(databaseUrl);
  let lock: DatabaseLock | undefined;
  try {
    const broken = Promise.withResolvers<Error>();
    lock = await lockDatabase(connectionTo(databaseUrl), () => broken.resolve(new Error(`${where}: ${TAKEN}`)));
    const db = await open(databaseUrl, lock, metrics, log);
    if (existsSync(join(dataDir, "townsfolk.db")))
      log.warn(`The store is ${where}, as DATABASE_URL says; ${join(dataDir, "townsfolk.db")} is left as it is.`);
    const quick = openQuickPool(databaseUrl);
    giveAccepting(db, quick);
    const shared = createSharedCounts(quick);
    return {
      db,
      shared,
      broken: broken.promise,
      purge: async () => {
        await sql`vacuum players, conversations, turns, events, memories, threads, erasures`.execute(db);
        return true;
      },
      close: async () => {
        shared.stop();
        await quick.close();
        await db.destroy();
        await lock?.release();
        unlockFolder();
      },
    };
  } catch (error) {
    await lock?.release();
    unlockFolder();
    const why = messageOf(error);
    throw new Error(`DATABASE_URL: the store ${where} cannot be opened or brought up to date: ${why}`, {
      cause: error,
    });
  }
}

async function open(
  databaseUrl: string,
  lock: DatabaseLock,
  metrics: Pick<Metrics, "storeUsed">,
  log: Logger,
): Promise<Kysely<Schema>> {
  const onConnect = (client: pg.ClientBase): void => {
    // Who uses it hears of it by the statement that fails.
    client.on("error", () => undefined);
    client.query("set synchronous_commit = off").catch(() => undefined);
  };
  const pool = new pg.Pool({ ...connectionTo(databaseUrl), onConnect }).on("error", (error) =>
    log.warn({ err: error }, "a connection to Postgres was lost; the next statement opens another"),
  );
  const dialect = postgresDialect(pool, { mayUse: lock.held, onUsed: metrics.storeUsed });
  const db = new Kysely<Schema>({ dialect });
  try {
    const encoding = await sql<{ server_encoding: string }>`show server_encoding`.execute(db);
    if (encoding.rows[0]?.server_encoding !== "UTF8") throw new Error("its encoding is not UTF8");
    const provider = { getMigrations: () => Promise.resolve(migrations) };
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error !== undefined) throw new Error(messageOf(error), { cause: error });
    giveBatch(db);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error && error.message ? error.message : String(error));
