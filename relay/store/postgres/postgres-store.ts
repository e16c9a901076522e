import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import pg from "pg";
import type { Logger } from "../../observe/logger.ts";
import type { Metrics } from "../../observe/metrics.ts";
import { giveFellows } from "../fellows.ts";
import { namespaceOf } from "../namespace.ts";
import type { Schema } from "../schema.ts";
import { type Store, takeFolder } from "../store.ts";
import { giveAccepting } from "./accepting.ts";
import { connectionTo, inShort } from "./address.ts";
import { giveBatch } from "./batch.ts";
import { bringUpToDate } from "./bring-up-to-date.ts";
import { joinTown, type Membership } from "./join-town.ts";
import { postgresDialect } from "./postgres-driver.ts";
import { messageOf } from "./postgres-errors.ts";
import { createPurge } from "./purge.ts";
import { openQuickPool } from "./quick-pool.ts";
import { createSharedCounts } from "./shared-counts.ts";
import { strikeOff } from "./take-over.ts";

/**
 * Opens the store in a Postgres database and brings its schema up to date; `dataDir` still has what is this relay's own.
 * Other relays may be on the same database, each with a folder of its own.
 * @throws in words, when another relay runs on the same folder, and when the database does not answer.
 */
export async function openPostgresStore(
  databaseUrl: string,
  dataDir: string,
  metrics: Pick<Metrics, "storeUsed">,
  log: Logger,
): Promise<Store> {
  const unlockFolder = takeFolder(dataDir, log);
  const where = inShort(databaseUrl);
  let membership: Membership | undefined;
  try {
    const broken = Promise.withResolvers<Error>();
    membership = await joinTown(connectionTo(databaseUrl), nameOfFolder(dataDir), log, (error) =>
      broken.resolve(new Error(`${where}: ${messageOf(error)}`)),
    );
    const db = await open(databaseUrl, membership, metrics, log);
    await begin(db, membership, dataDir);
    if (existsSync(join(dataDir, "townsfolk.db")))
      log.warn(`The store is ${where}, as DATABASE_URL says; ${join(dataDir, "townsfolk.db")} is left as it is.`);
    const quick = openQuickPool(databaseUrl, membership.applicationName);
    giveAccepting(db, quick);
    const shared = createSharedCounts(quick);
    return {
      db,
      shared,
      broken: broken.promise,
      purge: createPurge({ ...connectionTo(databaseUrl), application_name: membership.applicationName }),
      close: async () => {
        shared.stop();
        await quick.close();
        await membership?.leave();
        await db.destroy();
        rmSync(join(dataDir, LAST), { force: true });
        unlockFolder();
      },
    };
  } catch (error) {
    await membership?.leave();
    unlockFolder();
    const why = messageOf(error);
    throw new Error(`DATABASE_URL: the store ${where} cannot be opened or brought up to date: ${why}`, {
      cause: error,
    });
  }
}

/** The relay that was killed in this folder before is known to be dead. */
async function begin(db: Kysely<Schema>, membership: Membership, dataDir: string): Promise<void> {
  const file = join(dataDir, LAST);
  if (existsSync(file)) await strikeOff(db, readFileSync(file, "utf8"));
  await membership.register();
  writeFileSync(file, membership.id, { mode: 0o600 });
  giveFellows(db, membership);
}

const LAST = "relay-id";

/** The same at every start in this folder, so that others know whose something in it is. */
function nameOfFolder(dataDir: string): string {
  const file = join(dataDir, "relay-name");
  const known = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (/^[0-9a-f]{8}$/.test(known)) return known;
  const name = randomBytes(4).toString("hex");
  writeFileSync(file, name, { mode: 0o600 });
  return name;
}

async function open(
  databaseUrl: string,
  { applicationName }: Membership,
  metrics: Pick<Metrics, "storeUsed">,
  log: Logger,
): Promise<Kysely<Schema>> {
  const onConnect = (client: pg.ClientBase): void => {
    // Who uses it hears of it by the statement that fails.
    client.on("error", () => undefined);
    client.query("set synchronous_commit = off").catch(() => undefined);
  };
  const config = { ...connectionTo(databaseUrl), application_name: applicationName, onConnect };
  const pool = new pg.Pool(config).on("error", (error) =>
    log.warn({ err: error }, "a connection to Postgres was lost; the next statement opens another"),
  );
  const dialect = postgresDialect(pool, metrics.storeUsed);
  const db = new Kysely<Schema>({ dialect });
  try {
    const encoding = await sql<{ server_encoding: string }>`show server_encoding`.execute(db);
    if (encoding.rows[0]?.server_encoding !== "UTF8") throw new Error("its encoding is not UTF8");
    await bringUpToDate(db, log);
    giveBatch(db);
    // A role that may only read is told here, and not to the first player.
    await namespaceOf(db);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
