import { PATHS } from "../game/src/shared/contract.ts";
import type { Context } from "./context.ts";
import { answerErrors, answerUnknownRoute } from "./errors.ts";
import { gatewayRoutes } from "./gateway/routes.ts";
import { readJson } from "./guard/body.ts";
import { requireKey } from "./guard/keys.ts";
import type { Logger } from "./logger.ts";
import { getEvents } from "./routes/events.ts";
import { getHealth, getReadiness } from "./routes/health.ts";
import { getTurns } from "./routes/history.ts";
import { getBlocks, getHuman, patchBlocks, patchHuman } from "./routes/memory.ts";
import { postMessages } from "./routes/messages.ts";
import { getMetrics } from "./routes/metrics.ts";
import { getNpcs } from "./routes/npcs.ts";
import { postTalk } from "./routes/talk.ts";
import express, { type Express, type RequestHandler } from "express";
import { randomUUID } from "node:crypto";

/** Every door of the relay, in the order in which a request meets them. */
export function createApp(context: Context): Express {
  const app = express();
  app.disable("etag").disable("x-powered-by");
  app.use(giveId(context.log));
  app.get("/healthz", getHealth);
  app.get("/readyz", getReadiness(context));
  app.get("/metrics", getMetrics(context));
  app.use("/llm/v1", gatewayRoutes(context));
  app.use("/v1", requireKey(context.config.keys), readJson, limitBytes(context));
  app.get(PATHS.npcs, getNpcs(context));
  app.post(PATHS.messages, postMessages(context));
  app.get(PATHS.events, getEvents(context));
  app.post(PATHS.talk, postTalk(context));
  app.get("/v1/npcs/:npc/memory", getBlocks(context)).patch("/v1/npcs/:npc/memory", patchBlocks(context));
  app
    .get("/v1/npcs/:npc/players/:player/memory", getHuman(context))
    .patch("/v1/npcs/:npc/players/:player/memory", patchHuman(context));
  app.get("/v1/npcs/:npc/players/:player/turns", getTurns(context));
  app.use(answerUnknownRoute, answerErrors);
  return app;
}

declare module "express-serve-static-core" {
  interface Request {
    /** In every log line of this request. */
    id: string;
    /** Which of the relay's keys was shown; a number, not the key. */
    key: string;
    log: Logger;
  }
}

/** By its length as announced; `readJson` holds it to the limit of one body. */
const limitBytes = ({ limits }: Context): RequestHandler =>
  async function limitBytes(req, _res, next) {
    await limits.takeBytes(req.key, Number(req.headers["content-length"] ?? 0));
    next();
  };

const giveId = (log: Logger): RequestHandler =>
  function giveId(req, res, next) {
    const given = req.headers["x-request-id"];
    req.id = typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
    req.log = log.child({ request: req.id });
    res.set({ "x-request-id": req.id, "x-content-type-options": "nosniff", "cache-control": "no-store" });
    next();
  };
