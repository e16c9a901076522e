import type { Request, RequestHandler } from "express";
import { RelayError } from "../http/errors.ts";
import { now } from "../observe/clock.ts";
import { findKey, noteKeyUse } from "../store/keys.ts";
import type { Database } from "../store/store.ts";
import { bearer, isHashOf, oneOf } from "./compare-keys.ts";
import { DEVELOPMENT_KEY, whyNotDevelopment } from "./development.ts";
import type { Limits } from "./rate-limits.ts";

/** Who asks: a universe's place servers, or an operator, who may act for any universe. */
export interface Caller {
  /** The key's id; never the key. */
  key: string;
  universe: string;
  isOperator: boolean;
}

interface KeyOptions {
  db: Database;
  /** Keys from the configuration: of the universe `default`, and of operators. */
  config: { keys: string[]; operatorKeys: string[] };
  limits: Pick<Limits, "takeWrongKey">;
}

export const DEFAULT_UNIVERSE = "default";

/** Lets a request pass that carries a valid key as `Authorization: Bearer <key>`, and says in `req.caller` whose it is. */
export function requireKey({ db, config, limits }: KeyOptions): RequestHandler {
  const ofUniverse = config.keys.map((key) => oneOf([key]));
  const isOperator = oneOf(config.operatorKeys);
  const noteUse = oncePerMinute((id) => noteKeyUse(db, id));
  return async function checkKey(req, _res, next) {
    const given = keyIn(req);
    const which = ofUniverse.findIndex((isKey) => isKey(given));
    if (isOperator(given)) req.caller = operatorFor(universeIn(req.headers["x-universe"]));
    else if (which >= 0) req.caller = { key: keyAt(which), universe: DEFAULT_UNIVERSE, isOperator: false };
    else {
      const caller = await callerOf(db, given, noteUse);
      if (caller === undefined) {
        await limits.takeWrongKey(req.socket.remoteAddress ?? "");
        throw new RelayError("unauthorized", "This is not a key of this relay.");
      }
      req.caller = caller;
    }
    next();
  };
}

export const requireOperator: RequestHandler = (req, _res, next) => {
  if (!req.caller.isOperator) throw new RelayError("unauthorized", "This endpoint takes an operator's key.");
  next();
};

/** Whether a request shows one of these keys, where it need not show any. */
export function shows(keys: string[]): (req: Request) => boolean {
  const isKnown = oneOf(keys);
  return (req) => {
    try {
      return isKnown(keyIn(req));
    } catch {
      return false;
    }
  };
}

/** For who reads the counters: operators, and whoever has the key for nothing else. */
export function requireMetricsKey({ operatorKeys, metricsKeys }: Record<"operatorKeys" | "metricsKeys", string[]>) {
  const isKnown = oneOf([...operatorKeys, ...metricsKeys]);
  return function checkMetricsKey(req: Request, _res: unknown, next: () => void): void {
    if (!isKnown(keyIn(req)))
      throw new RelayError("unauthorized", "The metrics take METRICS_KEY or an operator's key.");
    next();
  };
}

/** For the gateway: one token, of nobody's universe. */
export function requireToken(token: string): RequestHandler {
  const isToken = oneOf([token]);
  return function checkToken(req, _res, next) {
    if (!isToken(bearer(req.headers.authorization)))
      throw new RelayError("unauthorized", "The gateway takes its own token only.");
    next();
  };
}

/** @throws {RelayError} `unauthorized` where there is no key, or the development's in a request from elsewhere. */
function keyIn(req: Request): string {
  const given = bearer(req.headers.authorization);
  // Who reads another of them than we do would take it for somebody else's request.
  if (req.headersDistinct["authorization"]?.length !== 1)
    throw new RelayError("unauthorized", "Send one `Authorization` and not several.");
  const why = given === DEVELOPMENT_KEY ? whyNotDevelopment(req) : undefined;
  if (why === undefined) return given;
  throw new RelayError(
    "unauthorized",
    `The key "dev" is for this machine alone: ${why}. Set RELAY_KEYS and OPERATOR_KEYS.`,
  );
}

/** What an operator does for a universe is counted apart from what they do for another, and from what it does itself. */
const operatorFor = (universe: string): Caller => ({ key: `operator/${universe}`, universe, isOperator: true });

/** Two in the configuration may be of two games. */
const keyAt = (index: number): string => (index === 0 ? DEFAULT_UNIVERSE : `${DEFAULT_UNIVERSE}/${index}`);

async function callerOf(db: Database, given: string, noteUse: (id: string) => void): Promise<Caller | undefined> {
  const [, id = "", secret = ""] = /^tf_([0-9a-f]{8})_(.+)$/.exec(given) ?? [];
  const row = id === "" ? undefined : await findKey(db, id);
  if (row === undefined || !isHashOf(secret, row.hash)) return undefined;
  noteUse(id);
  return { key: id, universe: row.universe, isOperator: false };
}

/** An operator says for which universe they act; without a word it is the default one. */
function universeIn(header: string | string[] | undefined): string {
  if (header === undefined) return DEFAULT_UNIVERSE;
  if (typeof header === "string" && UNIVERSE.test(header)) return header;
  throw new RelayError("bad_request", "x-universe: must be 1 to 64 letters, digits, - or _");
}

export const UNIVERSE = /^[\w-]{1,64}$/;

function oncePerMinute(act: (id: string) => Promise<void>): (id: string) => void {
  const last = new Map<string, number>();
  return (id) => {
    if (now() - (last.get(id) ?? 0) < 60_000) return;
    last.set(id, now());
    act(id).catch(() => last.delete(id));
  };
}
