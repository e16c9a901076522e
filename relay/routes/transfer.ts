import { pipeline } from "node:stream/promises";
import type { RequestHandler } from "express";
import { z } from "zod";
import type { Context } from "../context.ts";
import { RelayError } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import { codeOf } from "../lib/error-code.ts";
import { importTown, refuseATown } from "../operator/transfer/import-town.ts";
import { fromSnapshot } from "../operator/transfer/snapshot.ts";
import { spool } from "../operator/transfer/temp-file.ts";
import { BODY_BYTES } from "../operator/transfer/town-file.ts";
import { inPieces, townLines } from "../operator/transfer/write-town.ts";

/** The whole town, as it is at this moment. A body that ends without its closing line is not all of it. */
export const getTown = ({ db, cast, closing }: Context): RequestHandler =>
  async function getTown(req, res) {
    res.set("content-type", "application/x-ndjson");
    const lines = fromSnapshot(db, (tx) => townLines(tx, cast));
    try {
      await pipeline(inPieces(lines), res, { signal: closing });
      req.log.info("the town was exported");
    } catch (error) {
      if (!res.headersSent) throw error;
      req.log.warn({ err: error }, "an export broke off");
    }
  };

/** Takes a town in, packed or not. `merge=1` adds to what is here. */
export const postTown = ({ db, cast, config }: Context): RequestHandler =>
  async function postTown(req, res) {
    const { merge } = valid(query, req.query);
    if (Number(req.headers["content-length"] ?? 0) > BODY_BYTES)
      throw new RelayError("body_too_large", `The file is over ${BODY_BYTES} bytes.`);
    if (merge === "0") await refuseATown(db);
    const file = await spool(req, config.dataDir, BODY_BYTES).catch(brokeOff);
    try {
      const imported = await importTown({ db, cast }, file, merge === "1");
      req.log.info(imported, "a town was imported");
      res.json(imported);
    } finally {
      await file.close();
    }
  };

/** Whoever sent it is gone: nobody is answered, and it is no fault of ours. */
function brokeOff(error: unknown): never {
  throw codeOf(error) === "ECONNRESET" ? new RelayError("bad_request", "The file broke off on its way.") : error;
}

const query = z.strictObject({ merge: z.enum(["0", "1"]).default("0") });
