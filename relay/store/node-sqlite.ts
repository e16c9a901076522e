import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { SqliteDialect, type SqliteStatement } from "kysely";

/** Kysely's dialect over the SQLite that is in Node: nothing to compile, nothing to download. */
export function nodeSqliteDialect(file: string): SqliteDialect {
  const db = new DatabaseSync(file);
  // WAL with synchronous=NORMAL keeps every commit when the process is killed: https://www.sqlite.org/wal.html
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON",
  );
  const prepared = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const statement = prepared.get(sql) ?? asKyselyHasIt(db.prepare(sql));
    prepared.set(sql, statement);
    return statement;
  };
  return new SqliteDialect({ database: { close: () => db.close(), prepare } });
}

const asKyselyHasIt = (statement: StatementSync): SqliteStatement => ({
  reader: statement.columns().length > 0,
  all: (values) => statement.all(...inputs(values)),
  run: (values) => statement.run(...inputs(values)),
  iterate: (values) => statement.iterate(...inputs(values)),
});

function inputs(values: readonly unknown[]): SQLInputValue[] {
  return values.map((value) => {
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint")
      return value;
    throw new TypeError(`SQLite takes no ${typeof value}`);
  });
}
