import type { RequestHandler } from "express";
import type { Context } from "../context.ts";

/** The process answers. */
export const getHealth: RequestHandler = (_req, res) => {
  res.json({ ok: true });
};

/** Whether an NPC would answer now; 503 while not. */
export const getReadiness = ({ mind, gateway, cast, closing }: Context): RequestHandler =>
  function getReadiness(_req, res) {
    const ready = mind.isReady() && !closing.aborted;
    res
      .status(ready ? 200 : 503)
      .json({ ready, mind: mind.name(), model: gateway.defaultModel(), npcs: cast.all().map((sheet) => sheet.id) });
  };
