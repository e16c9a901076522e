import type { RequestHandler } from "express";
import type { Context } from "../context.ts";
import { shows } from "../limits/keys.ts";
import { REHEARSAL } from "../models/gateway/gateway.ts";

/** The process answers. */
export const getHealth: RequestHandler = (_req, res) => {
  res.json({ ok: true });
};

/** Whether an NPC would answer now; 503 while not. Operators are told why, in words, and by whom. */
export const getReadiness = (context: Context): RequestHandler => {
  const { mind, gateway, cast, modelServer, moderator, config } = context;
  const isOperator = shows(config.operatorKeys);
  return async function getReadiness(req, res) {
    const why = await whyNotReady(context);
    const ready = why === undefined;
    res.status(ready ? 200 : 503).json({
      ready,
      ...(isOperator(req) && {
        why,
        mind: mind.state() === "ready" ? mind.name() : mind.state(),
        model: gateway.defaultModel(),
        modelServer: modelServer?.found(),
        guard: moderator.guard(),
        npcs: cast.all().map((sheet) => sheet.id),
      }),
    });
  };
};

async function whyNotReady(context: Context): Promise<string | undefined> {
  const { mind, cast, modelServer, moderator, storeWatch, closing } = context;
  if (closing.aborted) return "The relay is stopping.";
  if (!mind.isReady()) return mind.state() === "starting" ? "The mind is starting." : "The mind is away.";
  const storeProblem = await storeWatch.problem();
  if (storeProblem !== undefined) return `The store takes nothing: ${storeProblem}`;
  const guard = moderator.guard();
  if (guard?.fails === "closed" && guard.isAway) {
    // Nobody else would ask it: no player is sent to a relay that is not ready.
    void moderator.look();
    return `The guard model ${guard.model} gives no verdict, and GUARD_FAILS=closed: ${guard.problem ?? ""}`;
  }
  const isRehearsed = cast.all().some(({ model }) => model === REHEARSAL);
  return isRehearsed ? undefined : modelServer?.problem();
}
