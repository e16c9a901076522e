import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Logger } from "../../observe/logger.ts";
import type { Schema } from "../schema.ts";
import { openStore } from "../store.ts";
import { postgresCodeOf } from "./postgres-errors.ts";

/**
 * Lends what can be carried of a store in Postgres as a file of SQLite with the same schema, as it is at one moment. `folder`
 * is made for it, and goes however that ends.
 */
export const asFile = <T>(db: Kysely<Schema>, folder: string, log: Logger, use: (file: string) => Promise<T>) =>
  inFolder(folder, async () => {
    const file = await emptyStore(folder, log);
    await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute((tx) => copyOut(tx, file));
    return use(file);
  });

/**
 * The same, and what `use` has added to the file is then added to Postgres: all of it, or nothing. Nobody else writes meanwhile.
 * @throws where others write for too long.
 */
export const addingByFile = <T>(db: Kysely<Schema>, folder: string, log: Logger, use: (file: string) => Promise<T>) =>
  inFolder(folder, async () => {
    const file = await emptyStore(folder, log);
    return locked(db, async (tx) => {
      await copyOut(tx, file);
      const before = newestRows(file);
      const done = await use(file);
      await copyIn(tx, file, before);
      return done;
    });
  });

/** What an export has, and what an import looks at. */
const TABLES = ["players", "conversations", "memories", "turns", "blocks", "usage", "erasures"] as const;

async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function emptyStore(folder: string, log: Logger): Promise<string> {
  const store = await openStore(folder, { storeUsed: () => undefined }, log);
  await store.close();
  return join(folder, "townsfolk.db");
}

/** Waits but briefly, again and again: whoever waits for us while we wait for them must not wait long. */
async function locked<T>(db: Kysely<Schema>, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const state = { isLocked: false };
    try {
      return await db.transaction().execute(async (tx) => {
        await sql`set local lock_timeout = 300`.execute(tx);
        await sql`lock table ${sql.join(TABLES.map((table) => sql.table(table)))} in share row exclusive mode`.execute(
          tx,
        );
        state.isLocked = true;
        await sql`set local lock_timeout = 0`.execute(tx);
        await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
        return work(tx);
      });
    } catch (error) {
      if (state.isLocked || postgresCodeOf(error) !== LOCK_NOT_AVAILABLE || tries === TRIES) throw error;
      await sleep(50);
    }
  }
}

async function copyOut(tx: Transaction<Schema>, file: string): Promise<void> {
  const copy = new DatabaseSync(file);
  try {
    copy.exec("PRAGMA synchronous = OFF");
    for (const table of TABLES) {
      await sql`declare carried no scroll cursor for select * from ${sql.table(table)}`.execute(tx);
      for (;;) {
        const { rows } = await sql<Row>`fetch ${sql.lit(PAGE)} from carried`.execute(tx);
        const [first] = rows;
        if (first === undefined) break;
        const columns = Object.keys(first);
        const insert = copy.prepare(
          `INSERT INTO "${table}" (${columns.map((c) => `"${c}"`).join()}) VALUES (${columns.map(() => "?").join()})`,
        );
        copy.exec("BEGIN");
        for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null));
        copy.exec("COMMIT");
      }
      await sql`close carried`.execute(tx);
    }
  } finally {
    copy.close();
  }
}

/** The `rowid` of each table's newest row: https://www.sqlite.org/lang_createtable.html#rowid */
function newestRows(file: string): Map<string, number> {
  const copy = new DatabaseSync(file, { readOnly: true });
  try {
    return new Map(
      TABLES.map((table) => [table, Number(copy.prepare(`SELECT max(rowid) AS n FROM "${table}"`).get()?.["n"] ?? 0)]),
    );
  } finally {
    copy.close();
  }
}

async function copyIn(tx: Transaction<Schema>, file: string, before: Map<string, number>): Promise<void> {
  const copy = new DatabaseSync(file, { readOnly: true });
  try {
    for (const table of TABLES) {
      const page = copy.prepare(
        `SELECT rowid AS "rowid#", * FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE}`,
      );
      for (let after = before.get(table) ?? 0; ;) {
        const rows = page.all(after) as Row[];
        const last = rows.at(-1);
        if (last === undefined) break;
        after = Number(last["rowid#"]);
        const json = JSON.stringify(rows, withoutNul);
        await sql`insert into ${sql.table(table)} select * from json_populate_recordset(null::${sql.table(table)}, ${json})`.execute(
          tx,
        );
      }
    }
  } finally {
    copy.close();
  }
}

/** Which Postgres keeps in no text. */
const withoutNul = (_name: string, value: unknown): unknown =>
  typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value;

type Row = Record<string, SQLInputValue>;
const LOCK_NOT_AVAILABLE = "55P03";
const TRIES = 100;
const PAGE = 500;
