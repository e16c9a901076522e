import { Kysely, sql, type Transaction } from "kysely";
import { nodeSqliteDialect } from "../../store/node-sqlite.ts";
import type { Schema } from "../../store/schema.ts";
import type { Database } from "../../store/store.ts";

/**
 * Reads the store as it is at one moment, for as long as it takes, while the relay goes on to write: SQLite's WAL keeps that
 * moment for a connection of its own, https://www.sqlite.org/isolation.html
 */
export async function* fromSnapshot<T>(
  db: Database,
  read: (tx: Transaction<Schema>) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const reader = new Kysely<Schema>({ dialect: nodeSqliteDialect(await fileOf(db)) });
  try {
    const tx = await reader.startTransaction().execute();
    try {
      yield* read(tx);
    } finally {
      await tx.rollback().execute();
    }
  } finally {
    await reader.destroy();
  }
}

async function fileOf(db: Database): Promise<string> {
  const { rows } = await sql<{ name: string; file: string }>`PRAGMA database_list`.execute(db);
  const main = rows.find(({ name }) => name === "main");
  if (main === undefined) throw new Error("The store has no file.");
  return main.file;
}
