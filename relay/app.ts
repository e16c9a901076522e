import express, { type Express } from "express";
import { PATHS } from "../game/townsfolk/wire/contract.ts";
import type { Context } from "./context.ts";
import { readJson } from "./http/body.ts";
import { answerErrors, answerUnknownRoute } from "./http/errors.ts";
import { fixedHeaders } from "./http/headers.ts";
import { giveId } from "./http/request-id.ts";
import { takeSlashes } from "./http/slashes.ts";
import { countBytes } from "./limits/count-bytes.ts";
import { fairRequests } from "./limits/fair-requests.ts";
import { type Caller, requireKey, requireMetricsKey, requireOperator } from "./limits/keys.ts";
import type { Logger } from "./observe/logger.ts";
import { putActs, readBytes } from "./routes/acts.ts";
import { adminRoutes } from "./routes/admin.ts";
import { getEvents } from "./routes/events.ts";
import { getHealth, getReadiness } from "./routes/health.ts";
import { getTurns } from "./routes/history.ts";
import { keyRoutes } from "./routes/keys.ts";
import { gatewayRoutes } from "./routes/llm.ts";
import { getBlocks, getHuman, patchBlocks, patchHuman } from "./routes/memory.ts";
import { postMessages } from "./routes/messages.ts";
import { getMetrics } from "./routes/metrics.ts";
import { getNpcs } from "./routes/npcs.ts";
import { getOpenApi, wrongMethods } from "./routes/openapi/openapi.ts";
import { deletePlayer } from "./routes/players.ts";
import { robloxWebhook } from "./routes/roblox-webhook.ts";
import { postTalk } from "./routes/talk.ts";

/** Every endpoint of the relay, in the order in which a request meets them. */
export function createApp(context: Context): Express {
  const app = express();
  const { storeWatch } = context;
  app.disable("etag").disable("x-powered-by");
  app.use(fixedHeaders);
  app.use(giveId(app, context.log));
  app.use(takeSlashes);
  app.get("/healthz", getHealth);
  app.get("/readyz", getReadiness(context));
  app.get("/openapi.json", getOpenApi());
  app.get("/metrics", requireMetricsKey(context.config), getMetrics(context));
  app.use("/llm/v1", gatewayRoutes(context));
  app.use(robloxWebhook(context));
  app.use("/v1/admin", adminRoutes(context));
  app.put(`${PATHS.acts}/:hash`, requireKey(context), countBytes(context.limits), readBytes, putActs(context));
  app.use("/v1", requireKey(context), countBytes(context.limits), readJson, fairRequests());
  app.use("/v1/admin", requireOperator);
  app.use("/v1/admin/keys", keyRoutes(context));
  app.get(PATHS.npcs, getNpcs(context));
  app.post(PATHS.messages, postMessages(context));
  app.get(PATHS.events, getEvents(context));
  app.post(PATHS.talk, postTalk(context));
  app.route("/v1/npcs/:npc/memory").all(requireOperator).get(getBlocks(context)).patch(patchBlocks(context));
  app
    .get("/v1/npcs/:npc/players/:player/memory", getHuman(context))
    .patch("/v1/npcs/:npc/players/:player/memory", patchHuman(context));
  app.get("/v1/npcs/:npc/players/:player/turns", getTurns(context));
  app.delete("/v1/players/:player", deletePlayer(context));
  app.use(wrongMethods(), answerUnknownRoute, answerErrors(storeWatch.problem));
  return app;
}

declare module "express-serve-static-core" {
  interface Request {
    /** In every log line of this request. */
    id: string;
    /** Behind `requireKey` only. */
    caller: Caller;
    /** Behind `fairRequests` only: from now on it does nothing but wait, and another may go. */
    waits: () => void;
    log: Logger;
  }
}
