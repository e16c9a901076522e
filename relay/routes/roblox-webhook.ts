import { createHmac, timingSafeEqual } from "node:crypto";
import express, { type RequestHandler, Router } from "express";
import { z } from "zod";
import { LIMITS } from "../../game/townsfolk/wire/contract.ts";
import type { Context } from "../context.ts";
import { RelayError } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import { markOfTaken, noteTaken, universesOf } from "../store/erasures.ts";
import { player } from "./shapes.ts";
import { universesMeant } from "./universes-meant.ts";

/** Older than this a notification may be one that somebody caught and sends again. */
const WINDOW_MS = 10 * 60_000;

/**
 * Roblox's Right to Erasure notifications. The request is written down, then answered (Roblox waits five seconds), then
 * carried out. https://create.roblox.com/docs/cloud/webhooks/webhook-notifications
 *
 * In every universe in which the id is known, and that the notification may mean: see `universesMeant`.
 */
export function robloxWebhook(context: Context): Router {
  const raw = express.raw({ limit: LIMITS.bodyBytes, type: () => true });
  return Router().post("/webhooks/roblox", raw, takeIn(context));
}

const takeIn = ({ config, db, turns, log }: Context): RequestHandler =>
  async function takeIn(req, res) {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    checkSignature(config.robloxWebhookSecret, req.get("roblox-signature") ?? "", body);
    const { NotificationId, EventType, EventPayload } = valid(shape, parsed(body));
    const request = EventType === "RightToErasureRequest" ? valid(erasure, EventPayload) : undefined;
    const mark = macOf(config.robloxWebhookSecret ?? "", body).toString("base64");
    const known = await markOfTaken(db, NotificationId);
    // Roblox sends again what it was not told of in time; whatever else bears the id of one that was taken is none of its.
    if (known === mark) return void res.json({ taken: request !== undefined });
    if (known !== undefined) throw new RelayError("bad_request", "This notification was taken before.");
    const here = request ? await universesOf(db, request.UserId) : [];
    const universes = universesMeant(here, request?.GameIds, config.startPlaces);
    if (universes.length < here.length)
      log.info(
        { erased: universes.length, kept: here.length - universes.length },
        "an erasure was for other games, and left these alone",
      );
    const begun = await Promise.all(universes.map((universe) => turns.erase(universe, request?.UserId ?? "")));
    // Last: a relay that dies before has taken nothing, and does it when Roblox sends it again.
    await noteTaken(db, NotificationId, mark);
    if (request === undefined) return void res.json({ taken: false });
    res.json({ taken: true });
    for (const finish of begun)
      finish().catch((error: unknown) => log.error({ err: error }, "an erasure failed; the next start tries again"));
  };

function checkSignature(secret: string | undefined, header: string, body: Buffer): void {
  if (secret === undefined)
    throw new RelayError("unknown_route", "This relay takes no webhooks: ROBLOX_WEBHOOK_SECRET is not set.");
  const [, time = "", signature = ""] = /^t=(\d{1,15}),v1=(\S+)$/.exec(header.replace(/\s/g, "")) ?? [];
  const expected = macOf(secret, `${time}.`, body);
  const given = Buffer.from(signature, "base64");
  const isSame = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isSame) throw new RelayError("unauthorized", "The signature does not fit.");
  if (Math.abs(Date.now() - Number(time) * 1000) > WINDOW_MS)
    throw new RelayError("unauthorized", "The notification is too old.");
}

/** With the secret, so that of the mark alone nobody can try out whose it was. */
function macOf(secret: string, ...parts: (string | Buffer)[]): Buffer {
  const mac = createHmac("sha256", secret);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** A UserId as it is written: it may be one that no number of JavaScript holds exactly. */
function parsed(body: Buffer): unknown {
  const asWritten = (key: string, value: unknown, context?: { source?: string }): unknown =>
    key === "UserId" && typeof value === "number" ? (context?.source ?? value) : value;
  try {
    return JSON.parse(body.toString("utf8"), asWritten);
  } catch {
    throw new RelayError("bad_json", "The body is not valid JSON.");
  }
}

const shape = z.looseObject({
  NotificationId: z.string().min(1).max(200),
  EventType: z.string(),
  EventPayload: z.unknown(),
});
/** Whatever else `GameIds` should become, a notification is not refused for it. */
const erasure = z.looseObject({
  UserId: player,
  GameIds: z.array(z.coerce.string()).optional().catch(undefined),
});
