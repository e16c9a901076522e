import type { ErrorRequestHandler, RequestHandler } from "express";
import type { ErrorCode, ErrorReply, WireError } from "../../game/townsfolk/wire/contract.ts";
import { codeOf } from "../lib/error-code.ts";

/** The one error that an endpoint answers with. Whatever else is thrown is a fault of ours and is answered as `internal`. */
export class RelayError extends Error {
  override readonly name = "RelayError";
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;
  constructor(code: ErrorCode, message: string, retryAfter?: number) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** For a message that has something of the request in it: nobody needs 60 KB of their own back. */
export const inShort = (text: string, most = 200): string =>
  text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`;

export const toWire = (error: RelayError): WireError => ({
  code: error.code,
  message: error.message,
  ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
});

/** What one of several is told where it fails by a fault of ours. Undefined: the store is away, and so for all of them. */
export const faultOfOne = (thrown: unknown, request: string): RelayError | undefined =>
  fromStore(thrown) === undefined ? ourFault(request) : undefined;

const ourFault = (request: string): RelayError =>
  new RelayError("internal", `Something went wrong on our side. Request ${request}.`);

/** `onStoreAway` hears where it was the store. */
export const answerErrors =
  (onStoreAway: () => unknown): ErrorRequestHandler =>
  (thrown, req, res, next) => {
    const ofStore = thrown instanceof RelayError ? undefined : fromStore(thrown);
    const error = thrown instanceof RelayError ? thrown : (fromExpress(thrown) ?? ofStore);
    if (ofStore !== undefined) onStoreAway();
    if (error === undefined) req.log.error({ err: thrown }, "unexpected error");
    const known = error ?? ourFault(req.id);
    if (res.headersSent) return next(thrown);
    if (known.retryAfter !== undefined) res.set("retry-after", String(known.retryAfter));
    res.status(STATUS[known.code]).json({ error: toWire(known) } satisfies ErrorReply);
  };

export const answerUnknownRoute: RequestHandler = (req) => {
  throw new RelayError("unknown_route", `There is no ${req.method} ${inShort(req.path)} here.`);
};

/** Each code has one status, always. */
export const STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  bad_json: 400,
  body_too_large: 413,
  unauthorized: 401,
  unknown_route: 404,
  unknown_npc: 404,
  unknown_turn: 404,
  unknown_act: 404,
  unknown_acts: 404,
  unknown_cursor: 400,
  turn_conflict: 409,
  rate_limited: 429,
  unknown_block: 400,
  over_limit: 400,
  stale_version: 412,
  mind_unavailable: 503,
  not_ready: 503,
  internal: 500,
};

/** A full disk, or a database that is started anew: nothing was stored, and the same request may do well a little later. */
function fromStore(thrown: unknown): RelayError | undefined {
  return STORE_AWAY.has(codeOf(thrown))
    ? new RelayError("not_ready", "The store cannot be written just now.", 5)
    : undefined;
}

/** Of SQLite, of Postgres, and of the disk under the data folder. */
const STORE_AWAY = new Set(["ERR_SQLITE_ERROR", "ERR_STORE_AWAY", "ENOSPC", "EDQUOT", "EROFS", "EIO"]);

/**
 * `express.json` throws errors of `http-errors` with a `type`: https://github.com/expressjs/body-parser#errors. Of a path that
 * is not well encoded, and a body that is not packed as it says, only the `status` tells that they are the caller's fault.
 */
function fromExpress(thrown: unknown): RelayError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const type = "type" in thrown ? thrown.type : undefined;
  if (type === "entity.too.large") return new RelayError("body_too_large", "The body is over the limit.");
  if (type === "entity.parse.failed") return new RelayError("bad_json", "The body is not valid JSON.");
  const isTheirs = "status" in thrown && typeof thrown.status === "number" && thrown.status < 500;
  return isTheirs ? new RelayError("bad_request", "The request cannot be read.") : undefined;
}
