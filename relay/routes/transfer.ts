import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { RequestHandler } from "express";
import { z } from "zod";
import type { Context } from "../context.ts";
import { RelayError } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import { codeOf } from "../lib/error-code.ts";
import { today } from "../observe/clock.ts";
import { MAX_BYTES } from "../operator/transfer/format.ts";
import { runJob } from "../operator/transfer/run-job.ts";
import { changingStoreFile, withStoreFile } from "../operator/transfer/store-file.ts";
import { save, withTempFile } from "../operator/transfer/temp-file.ts";
import { countSpent } from "../store/open-ledger.ts";

/** All that can be carried to another relay, as it is at this moment: a SQLite file. */
export const getExport = (context: Context): RequestHandler =>
  async function getExport(req, res) {
    const { config, closing } = context;
    await withTempFile(config.dataDir, async (file) => {
      await withStoreFile(context, (store) => runJob({ what: "write", store, file, npcs: npcsOf(context) }, closing));
      const { size } = await stat(file);
      res.set({ "content-type": "application/vnd.sqlite3", "content-length": String(size) });
      try {
        await pipeline(createReadStream(file), res, { signal: closing });
        req.log.info("the store was exported");
      } catch (error) {
        if (!res.headersSent) throw error;
        req.log.warn({ err: error }, "an export broke off");
      }
    });
  };

/** Takes in what another relay exported. `merge=1` adds to what is here. Whoever else needs the store waits meanwhile. */
export const postImport = (context: Context): RequestHandler =>
  async function postImport(req, res) {
    const { config, cast, ledger, closing } = context;
    const isMerge = valid(query, req.query).merge === "1";
    if (Number(req.headers["content-length"] ?? 0) > MAX_BYTES)
      throw new RelayError("body_too_large", `The file is over ${MAX_BYTES} bytes.`);
    const imported = await withTempFile(config.dataDir, async (file) => {
      await save(req, file, MAX_BYTES).catch(brokeOff);
      await runJob({ what: "check", file }, closing);
      const npcs = npcsOf(context);
      const { screened } = await runJob({ what: "screen", file, npcs }, closing);
      const { imported: taken, spent } = await changingStoreFile(context, (store) =>
        runJob({ what: "take-in", store, file, isMerge, npcs, day: today() }, closing),
      );
      // A relay that starts finds it in the store; this one has read that already.
      if (spent) countSpent(spent, ledger.add);
      return { ...taken, screened };
    });
    await cast.reload();
    req.log.info(imported, "an export was taken in");
    res.json(imported);
  };

const npcsOf = ({ cast }: Context) => cast.all().map(({ id, memory, limits }) => ({ id, memory, human: limits.human }));

/** Whoever sent it is gone: nobody is answered, and it is no fault of ours. */
function brokeOff(error: unknown): never {
  throw codeOf(error) === "ECONNRESET" ? new RelayError("bad_request", "The file broke off on its way.") : error;
}

const query = z.strictObject({ merge: z.enum(["0", "1"]).default("0") });
