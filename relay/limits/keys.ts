import { timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { RelayError } from "../http/errors.ts";
import { now } from "../observe/clock.ts";
import { findKey, hashOf, noteKeyUse } from "../store/keys.ts";
import type { Database } from "../store/store.ts";

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
}

export const DEFAULT_UNIVERSE = "default";

/** Lets a request pass that carries a valid key as `Authorization: Bearer <key>`, and says in `req.caller` whose it is. */
export function requireKey({ db, config }: KeyOptions): RequestHandler {
  const isUniverse = oneOf(config.keys);
  const isOperator = oneOf(config.operatorKeys);
  const noteUse = oncePerMinute((id) => noteKeyUse(db, id));
  return async function checkKey(req, _res, next) {
    const given = bearer(req.headers.authorization);
    const digest = digestOf(given);
    if (isOperator(digest))
      req.caller = { key: "operator", universe: universeIn(req.headers["x-universe"]), isOperator: true };
    else if (isUniverse(digest)) req.caller = { key: DEFAULT_UNIVERSE, universe: DEFAULT_UNIVERSE, isOperator: false };
    else req.caller = await callerOf(db, given, noteUse);
    next();
  };
}

export const requireOperator: RequestHandler = (req, _res, next) => {
  if (!req.caller.isOperator) throw new RelayError("unauthorized", "This endpoint takes an operator's key.");
  next();
};

/** For the gateway: one token, of nobody's universe. */
export function requireToken(token: string): RequestHandler {
  const isToken = oneOf([token]);
  return function checkToken(req, _res, next) {
    if (!isToken(digestOf(bearer(req.headers.authorization))))
      throw new RelayError("unauthorized", "The gateway takes its own token only.");
    next();
  };
}

function bearer(header: string | undefined): string {
  const given = header?.match(/^Bearer (.+)$/i)?.[1];
  if (given === undefined)
    throw new RelayError("unauthorized", "Send the relay's key as `Authorization: Bearer <key>`.");
  return given;
}

/** Keys are compared by these, because the comparison takes equal lengths only, and so tells nothing of a key's length. */
const digestOf = (key: string): Buffer => Buffer.from(hashOf(key));

function oneOf(keys: string[]): (digest: Buffer) => boolean {
  const digests = keys.map(digestOf);
  return (digest) => digests.map((known) => timingSafeEqual(known, digest)).includes(true);
}

async function callerOf(db: Database, given: string, noteUse: (id: string) => void): Promise<Caller> {
  const [, id = "", secret = ""] = /^tf_([0-9a-f]{8})_(.+)$/.exec(given) ?? [];
  const row = id === "" ? undefined : await findKey(db, id);
  if (row === undefined || !timingSafeEqual(Buffer.from(row.hash), digestOf(secret))) {
    throw new RelayError("unauthorized", "This is not a key of this relay.");
  }
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
