/** What the relay throws where Postgres cannot be reached or takes nothing just now: the same may do well a little later. */
export const STORE_AWAY = "ERR_STORE_AWAY";

/** The error as the relay throws it on: one of its own where the same may do well a little later, else Postgres' own. */
export function asStoreError(error: unknown): unknown {
  return isAway(error) || isGivenUp(error) ? storeAway(error) : error;
}

/**
 * What Postgres gave up for another's sake or for time, on a connection that is well: a deadlock, a lock that did not come, the
 * operator's own `statement_timeout`, a server that is still the standby of another. Nothing was stored by it. True of what the
 * relay throws on, too. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export const isGivenUp = (error: unknown): boolean => GIVEN_UP.test(postgresCodeOf(error) ?? "");
const GIVEN_UP = /^(40001|40P01|55P03|57014|25P0[34]|25006)$/;

/** Also of what the relay throws on. */
export const postgresCodeOf = (error: unknown): string | undefined =>
  codeOf(error) === STORE_AWAY && error instanceof Error ? codeOf(error.cause) : codeOf(error);

export function storeAway(cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return Object.assign(new Error(`Postgres cannot be used just now: ${why}`, { cause }), { code: STORE_AWAY });
}

/** The connection is gone, or the server is starting, stopping or full: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function isAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error && /connection|not queryable|timeout/i.test(error.message);
  return code === STORE_AWAY || /^(08|53|57P0|58)/.test(code) || /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_)/.test(code);
}

/** Of Postgres (five characters) or of Node. */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;

export const messageOf = (error: unknown): string =>
  error instanceof Error && error.message ? error.message : String(error);
