import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import express, { type RequestHandler } from "express";
import { LIMITS } from "../../game/townsfolk/wire/contract.ts";
import { actSet } from "../cast/act-set.ts";
import type { Context } from "../context.ts";
import { RelayError } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import { parsedJson } from "../lib/json.ts";

/** The hash is of the bytes, so they are read as they are. */
export const readBytes: RequestHandler = express.raw({ limit: LIMITS.bodyBytes, type: () => true });

export const putActs = ({ actSets }: Context): RequestHandler =>
  async function putActs(req, res) {
    const bytes: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    if (createHash("sha256").update(bytes).digest("hex") !== req.params.hash)
      throw new RelayError("bad_request", "The hash is not the SHA-256 of the body, in small hexadecimal digits.");
    const set = valid(actSet, jsonIn(bytes));
    await actSets.put(req.caller.universe, req.params.hash, JSON.stringify(set));
    res.status(204).end();
  };

function jsonIn(bytes: Buffer): unknown {
  const value = isUtf8(bytes) ? parsedJson(bytes.toString()) : undefined;
  if (value === undefined) throw new RelayError("bad_json", "The body is not valid JSON.");
  return value;
}
