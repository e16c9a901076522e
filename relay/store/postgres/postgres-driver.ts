import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import type pg from "pg";
import { createFlush } from "./flush.ts";
import { asStoreError } from "./postgres-errors.ts";
import { createStatements } from "./statements.ts";

/**
 * Kysely's dialect over a pool of `pg`; what is written at the same time goes to the disk together. `onUsed`: how long one statement
 * took, in milliseconds.
 */
export const postgresDialect = (pool: pg.Pool, onUsed: (ms: number) => void): Dialect => ({
  createDriver: () => postgresDriver(pool, onUsed),
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
});

/** A connection of Kysely's has one of Postgres only for as long as it needs it. */
interface Connection extends DatabaseConnection {
  /** Of the transaction under way. */
  client: pg.PoolClient | undefined;
}

function postgresDriver(pool: pg.Pool, onUsed: (ms: number) => void): Driver {
  const say = createStatements(onUsed);
  const connect = (): Promise<pg.PoolClient> =>
    pool.connect().catch((error: unknown) => {
      throw asStoreError(error);
    });
  const withClient = async <T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await connect();
    try {
      return await use(client);
    } finally {
      client.release();
    }
  };
  const flush = createFlush(() => withClient((client) => say(client, FLUSH, [])));

  const runByItself = async <R>(sql: string, parameters: readonly unknown[]) => {
    const saying = () => withClient((client) => say<R>(client, sql, parameters));
    if (!READS.test(sql)) return flush.keep(saying);
    const result = await saying();
    await flush.readable();
    return result;
  };
  const end = async (connection: Connection, how: "commit" | "rollback"): Promise<void> => {
    const { client } = connection;
    connection.client = undefined;
    if (client === undefined) return;
    try {
      const { command } = await client.query(how);
      client.release();
      // So Postgres answers a commit after a statement that failed.
      if (how === "commit" && command === "ROLLBACK") throw new Error("Postgres has given the transaction up.");
    } catch (error) {
      client.release(true);
      throw asStoreError(error);
    }
  };
  const connection = (): Connection => {
    const made: Connection = {
      client: undefined,
      executeQuery: <R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) =>
        made.client === undefined ? runByItself<R>(sql, parameters) : say<R>(made.client, sql, parameters),
      streamQuery: () => {
        throw new Error("Nothing is streamed from the store.");
      },
    };
    return made;
  };
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection()),
    releaseConnection: () => Promise.resolve(),
    beginTransaction: async (own, { isolationLevel = "read committed" }) => {
      const client = await connect();
      (own as Connection).client = client;
      // On its way before the first statement: if it does not arrive, that does not either.
      client.query(`begin isolation level ${isolationLevel}`).catch(() => undefined);
    },
    commitTransaction: (own) => flush.keep(() => end(own as Connection, "commit")),
    rollbackTransaction: (own) => end(own as Connection, "rollback"),
    destroy: () => pool.end(),
  };
}

const READS = /^\s*(?:select|show)\b/i;
/** A message in the log that nobody reads, since only who writes something waits for the disk. */
const FLUSH = "select set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'townsfolk', '')";
