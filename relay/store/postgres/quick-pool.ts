import pg from "pg";
import { connectionTo } from "./address.ts";
import { asStoreError } from "./postgres-errors.ts";

/** Connections beside the store's, for what waits for no disk, so that whoever holds one of the store's may wait for it. */
export interface QuickPool {
  /** One statement; `name`: under which Postgres keeps it compiled. @throws what Postgres does, or that it is away. */
  say<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export function openQuickPool(databaseUrl: string): QuickPool {
  const onConnect = (client: pg.ClientBase): void => {
    client.on("error", () => undefined);
    client.query("set synchronous_commit = off").catch(() => undefined);
  };
  const pool = new pg.Pool({ ...connectionTo(databaseUrl), max: CONNECTIONS, onConnect });
  // The next statement opens another connection.
  pool.on("error", () => undefined);
  return {
    say: async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) => {
      try {
        return (await pool.query<Row>({ name: `townsfolk-${name}`, text, values })).rows;
      } catch (error) {
        throw asStoreError(error);
      }
    },
    close: () => pool.end(),
  };
}

/** What comes in batches has one statement under way of each kind. */
const CONNECTIONS = 3;
