import { randomUUID } from "node:crypto";
import type { Express, Request, RequestHandler } from "express";
import { now } from "../observe/clock.ts";
import type { Logger } from "../observe/logger.ts";

/** Nothing that could break a line of a log, and nothing long. */
const ID = /^[\w-]{1,64}$/;

/** Names the request as whoever sends it does in `x-request-id`, if that can be a name; tells it back, and has it in each of its log lines. */
export function giveId(app: Express, log: Logger): RequestHandler {
  // Made by who logs, which most requests do not.
  Object.defineProperty(app.request, "log", {
    get(this: Request) {
      return log.child({ request: this.id });
    },
  });
  return function giveId(req, res, next) {
    const given = req.headers["x-request-id"];
    req.id = typeof given === "string" && ID.test(given) ? given : randomUUID();
    res.setHeader("x-request-id", req.id);
    if (log.isLevelEnabled("debug")) noteEnd(req, res, now());
    next();
  };
}

/** The route and not the path, which may name a player. */
function noteEnd(req: Parameters<RequestHandler>[0], res: Parameters<RequestHandler>[1], began: number): void {
  res.once("finish", () => {
    const { path } = (req.route ?? {}) as { path?: string };
    req.log.debug({ method: req.method, route: path, status: res.statusCode, ms: now() - began }, "request");
  });
}
