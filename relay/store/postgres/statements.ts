import { performance } from "node:perf_hooks";
import type { QueryResult } from "kysely";
import type pg from "pg";
import { asStoreError } from "./postgres-errors.ts";

/**
 * Answers with what says a statement to Postgres, and throws what Postgres does, or that it is away. `onUsed`: how long each
 * statement took with its way there and back, in milliseconds.
 */
export function createStatements(onUsed: (ms: number) => void) {
  const nameOf = createNames();
  return async <R>(client: pg.ClientBase, text: string, parameters: readonly unknown[]): Promise<QueryResult<R>> => {
    const began = performance.now();
    try {
      const query = {
        ...nameOf(text),
        text,
        values: parameters.map(withoutNul),
        ...(UPKEEP.test(text) && { query_timeout: UPKEEP_MS }),
      };
      const { rows, rowCount, command } = await client.query<R & pg.QueryResultRow>(query);
      return { rows, ...(command !== "SELECT" && rowCount !== null && { numAffectedRows: BigInt(rowCount) }) };
    } catch (error) {
      throw asStoreError(error);
    } finally {
      onUsed(performance.now() - began);
    }
  };
}

/** Postgres compiles a statement with a name once a connection. What is said for the first time may never be said again. */
function createNames(): (sql: string) => { name?: string } {
  const seen = new Map<string, { name?: string }>();
  let names = 0;
  return (sql) => {
    const before = seen.get(sql);
    if (before?.name !== undefined) return before;
    if (before === undefined && seen.size >= MOST) return {};
    names += 1;
    const now = before === undefined ? {} : { name: `townsfolk${names}` };
    seen.set(sql, now);
    return now;
  };
}

const MOST = 500;

/** What nobody waits for, and what takes the longer the more there is. */
const UPKEEP = /^\s*(?:vacuum|delete|create|alter|drop|lock)\b|json_populate_recordset|sum\(case/i;
const UPKEEP_MS = 600_000;

/** Postgres keeps no NUL in a text: https://www.postgresql.org/docs/current/datatype-character.html */
function withoutNul(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNul);
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
}
