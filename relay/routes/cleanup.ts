import type { RequestHandler } from "express";
import { z } from "zod";
import type { Context } from "../context.ts";
import { RelayError } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import { MindError } from "../minds/mind.ts";
import { now } from "../observe/clock.ts";
import { clean, planCleaning } from "../operator/cleanup/clean.ts";
import { dropThreadsAt } from "../store/kept-threads.ts";
import { dropLeftAt } from "../store/left-behind.ts";

/** What a cleaning would remove; changes nothing. `idle` is in seconds. */
export const getCleaning = (context: Context): RequestHandler =>
  async function getCleaning(req, res) {
    const { idle, orphans } = valid(cleaningQuery, req.query);
    const before = now() - idle * 1000;
    const plan = await planCleaning(context, before, orphans === "1").catch(notNow);
    res.json({ before: new Date(before).toISOString(), ...plan });
  };

/** Removes what has been idle since `before`, and so never more than a plan has shown that was made with it. */
export const postCleaning = (context: Context): RequestHandler =>
  async function postCleaning(req, res) {
    const { before: at, orphans, gone } = valid(cleaningBody, req.body);
    const before = Date.parse(at);
    if (before > now() - LEAST_IDLE_S * 1000)
      throw new RelayError("bad_request", "before: what was said within the hour may still go on");
    if (gone !== undefined) await (isMind(gone) ? dropThreadsAt : dropLeftAt)(context.db, gone);
    const { removed, stuck } = await clean(context, before, orphans).catch(notNow);
    req.log.info({ ...removed, orphans: removed.orphans.length }, "the store was cleaned");
    res.json({ before: at, ...removed, stuck });
  };

/** Longer than any turn takes, so nothing is taken from under one. */
const LEAST_IDLE_S = 3_600;

export const cleaningQuery = z.strictObject({
  idle: z.coerce
    .number()
    .int()
    .min(LEAST_IDLE_S, "must be an hour at least")
    .max(10 * 365 * 86_400),
  orphans: z.enum(["0", "1"]).default("1"),
});
export const cleaningBody = z.strictObject({
  before: z.iso.datetime(),
  orphans: z.boolean().default(true),
  /** The name of a relay whose data folder is no more, or a mind whose server is, and with it what was to be forgotten there. */
  gone: z
    .string()
    .regex(
      /^([0-9a-f]{8}|letta-api|letta-app-server)$/,
      "must be a relay's name, eight digits as the file relay-name in its data folder has it, or the name of a mind",
    )
    .optional(),
});

const isMind = (name: string): boolean => name.startsWith("letta-");

function notNow(error: unknown): never {
  if (!(error instanceof MindError)) throw error;
  throw new RelayError("mind_unavailable", "The mind cannot be looked through just now.", 5);
}
