import { RelayError } from "../errors.ts";
import type { RequestHandler } from "express";
import { createHash, timingSafeEqual } from "node:crypto";

/** Lets a request pass that carries one of `keys` as `Authorization: Bearer <key>`. */
export function requireKey(keys: string[]): RequestHandler {
  const digests = keys.map(digest);
  return function checkKey(req, _res, next) {
    const given = req.headers.authorization?.match(/^Bearer (.+)$/i)?.[1];
    if (given === undefined)
      throw new RelayError("unauthorized", "Send the relay's key as `Authorization: Bearer <key>`.");
    const mine = digest(given);
    const at = digests.map((known) => timingSafeEqual(known, mine)).indexOf(true);
    if (at === -1) throw new RelayError("unauthorized", "This is not a key of this relay.");
    req.key = String(at);
    next();
  };
}

/** Hashed first, because the comparison takes equal lengths only, and so tells nothing of the key's length. */
const digest = (key: string): Buffer => createHash("sha256").update(key).digest();
