import type { RequestHandler } from "express";
import type { Context } from "../context.ts";
import { shows } from "../limits/keys.ts";

/** The process answers. */
export const getHealth: RequestHandler = (_req, res) => {
  res.json({ ok: true });
};

/** Whether an NPC would answer now; 503 while not. Operators are told more. */
export const getReadiness = ({ mind, gateway, cast, closing, config }: Context): RequestHandler => {
  const isOperator = shows(config.operatorKeys);
  return function getReadiness(req, res) {
    const ready = mind.isReady() && !closing.aborted;
    res.status(ready ? 200 : 503).json({
      ready,
      ...(isOperator(req) && {
        mind: mind.name(),
        model: gateway.defaultModel(),
        npcs: cast.all().map((sheet) => sheet.id),
      }),
    });
  };
};
