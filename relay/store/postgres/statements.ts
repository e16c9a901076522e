import { performance } from "node:perf_hooks";
import type { QueryResult } from "kysely";
import type pg from "pg";
import { asStoreError, codeOf, storeAway } from "./postgres-errors.ts";

/**
 * Answers with what says a statement to Postgres, and throws what Postgres does, or that it is away. `onUsed`: how long each
 * statement took with its way there and back, in milliseconds.
 */
export function createStatements(onUsed: (ms: number) => void): Say {
  const names = createNames();
  const say: Say = async <R>(
    client: pg.ClientBase,
    text: string,
    parameters: readonly unknown[],
  ): Promise<QueryResult<R>> => {
    const query = {
      ...names.of(text),
      text,
      values: parameters.map(withoutNul),
      ...(UPKEEP.test(text) && { query_timeout: UPKEEP_MS }),
    };
    const { rows, rowCount, command } = await client.query<R & pg.QueryResultRow>(query);
    return { rows, ...(command !== "SELECT" && rowCount !== null && { numAffectedRows: BigInt(rowCount) }) };
  };
  return async <R>(client: pg.ClientBase, text: string, parameters: readonly unknown[]) => {
    const began = performance.now();
    try {
      return await say<R>(client, text, parameters).catch((error: unknown) => {
        if (codeOf(error) !== OTHER_COLUMNS) throw error;
        names.renew(text);
        // Within a transaction it is too late: then the same does well when it is asked for again.
        return say<R>(client, text, parameters).catch((second: unknown) => {
          throw codeOf(second) === TRANSACTION_OVER ? storeAway(error) : second;
        });
      });
    } catch (error) {
      throw asStoreError(error);
    } finally {
      onUsed(performance.now() - began);
    }
  };
}

type Say = <R>(client: pg.ClientBase, text: string, parameters: readonly unknown[]) => Promise<QueryResult<R>>;

/** Postgres compiles a statement with a name once a connection. What is said for the first time may never be said again. */
function createNames(): { of(sql: string): { name?: string }; renew(sql: string): void } {
  const seen = new Map<string, { name?: string }>();
  let names = 0;
  const nextName = (): { name: string } => ({ name: `townsfolk${(names += 1)}` });
  const of = (sql: string): { name?: string } => {
    const before = seen.get(sql);
    if (before?.name !== undefined) return before;
    if (before === undefined && seen.size >= MOST) return {};
    const now = before === undefined ? {} : nextName();
    seen.set(sql, now);
    return now;
  };
  return { of, renew: (sql) => void seen.set(sql, nextName()) };
}

/** A later release has added a column to what a compiled statement answers with: "cached plan must not change result type". */
const OTHER_COLUMNS = "0A000";
const TRANSACTION_OVER = "25P02";

const MOST = 500;

/** What nobody waits for, and what takes the longer the more there is. */
const UPKEEP = /^\s*(?:vacuum|delete|create|alter|drop|lock)\b|json_populate_recordset|sum\(case/i;
const UPKEEP_MS = 600_000;

/** Postgres keeps no NUL in a text: https://www.postgresql.org/docs/current/datatype-character.html */
function withoutNul(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNul);
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
}
