import { performance } from "node:perf_hooks";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { QueryResult } from "kysely";

/** One that SQLite has compiled. */
export interface Statement {
  /** It writes nothing. */
  isRead: boolean;
  /** SQLite takes it in no transaction. */
  standsAlone: boolean;
  run<R>(parameters: readonly unknown[]): QueryResult<R>;
}

/** Answers with the statement of an SQL text, which is compiled once. `onUsed`: how long each run took, in milliseconds. */
export function createStatements(db: DatabaseSync, onUsed: (ms: number) => void): (sql: string) => Statement {
  const known = new Map<string, Statement>();
  return (sql) => {
    const before = known.get(sql);
    if (before !== undefined) return before;
    const made = statement(db, sql, onUsed);
    known.set(sql, made);
    return made;
  };
}

function statement(db: DatabaseSync, sql: string, onUsed: (ms: number) => void): Statement {
  const prepared = db.prepare(sql);
  const hasRows = prepared.columns().length > 0;
  return {
    isRead: READS.test(sql),
    standsAlone: STANDS_ALONE.test(sql),
    run<R>(parameters: readonly unknown[]): QueryResult<R> {
      const began = performance.now();
      const values = inputs(parameters);
      if (hasRows) {
        const rows = prepared.all(...values) as R[];
        onUsed(performance.now() - began);
        return { rows };
      }
      const { changes, lastInsertRowid } = prepared.run(...values);
      onUsed(performance.now() - began);
      return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
    },
  };
}

const READS = /^\s*select\b/i;
const STANDS_ALONE = /^\s*(?:vacuum|pragma|attach|detach)\b/i;

function inputs(values: readonly unknown[]): SQLInputValue[] {
  return values.map((value) => {
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint")
      return value;
    throw new TypeError(`SQLite takes no ${typeof value}`);
  });
}
