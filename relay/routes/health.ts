import type { RequestHandler } from "express";
import type { Context } from "../context.ts";
import { REHEARSAL } from "../models/gateway/gateway.ts";

/** The process answers. */
export const getHealth: RequestHandler = (_req, res) => {
  res.json({ ok: true });
};

/** Whether an NPC would answer now; 503 while not, with the reason in words. */
export const getReadiness = (context: Context): RequestHandler =>
  function getReadiness(_req, res) {
    const { mind, gateway, cast, modelServer } = context;
    const why = whyNotReady(context);
    const state = mind.state();
    const found = modelServer?.found();
    res.status(why === undefined ? 200 : 503).json({
      ready: why === undefined,
      ...(why !== undefined && { why }),
      mind: state === "ready" ? mind.name() : state,
      model: gateway.defaultModel(),
      ...(found !== undefined && { modelServer: found }),
      npcs: cast.all().map((sheet) => sheet.id),
    });
  };

function whyNotReady({ mind, cast, modelServer, closing }: Context): string | undefined {
  if (closing.aborted) return "The relay is stopping.";
  if (!mind.isReady()) return mind.state() === "starting" ? "The mind is starting." : "The mind is away.";
  const isRehearsed = cast.all().some(({ model }) => model === REHEARSAL);
  return isRehearsed ? undefined : modelServer?.problem();
}
