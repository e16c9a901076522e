import pg from "pg";

/** How the relay's connections to this database are made. */
export const connectionTo = (databaseUrl: string): pg.PoolConfig => ({
  connectionString: databaseUrl,
  max: CONNECTIONS,
  pipeline: true,
  keepAlive: true,
  connectionTimeoutMillis: 5_000,
  // A server that is there and does not answer (its machine is paused, somebody has locked a table) is away too.
  query_timeout: PATIENCE_MS,
  // Of a relay that is gone without a word, what it had begun must not hold the others up for longer than its lease.
  idle_in_transaction_session_timeout: 12_000,
  types: { getTypeParser },
});

/** Longer than what is asked for a player ever takes. */
const PATIENCE_MS = 10_000;

/** More would only wait for each other: Postgres is one process a connection. */
const CONNECTIONS = 16;

/** Times, counts and sums are numbers in the schema, where `pg` would give them as text. */
const getTypeParser: pg.CustomTypesConfig["getTypeParser"] = (oid, format) =>
  NUMBERS.includes(oid) ? Number : (pg.types.getTypeParser(oid, format) as unknown);

/** `int8` and `numeric`: https://www.postgresql.org/docs/current/catalog-pg-type.html */
const NUMBERS: number[] = [20, 1700];

/** For a log or an operator: which database it is, and no password. */
export function inShort(databaseUrl: string): string {
  const { host, pathname, searchParams } = new URL(databaseUrl);
  return `postgres://${host || (searchParams.get("host") ?? "")}${pathname}`;
}
