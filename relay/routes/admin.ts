import { Router } from "express";
import type { Context } from "../context.ts";
import { readJson } from "../http/body.ts";
import { valid } from "../http/valid.ts";
import { requireKey, requireOperator } from "../limits/keys.ts";
import { npcDetails, npcOverview } from "../operator/npc-overview.ts";
import { getCleaning, postCleaning } from "./cleanup.ts";
import { npcPath } from "./paths.ts";
import { getExport, postImport } from "./transfer.ts";

/** `/v1/admin`: what `npm run npc` asks for. Operators only; an export is no JSON body, so these endpoints read their own. */
export function adminRoutes(context: Context): Router {
  const router = Router();
  router.use(requireKey(context), requireOperator);
  router.get("/npcs", async (_req, res) => void res.json({ npcs: await npcOverview(context) }));
  router.get(
    "/npcs/:npc",
    async (req, res) => void res.json(await npcDetails(context, valid(npcPath, req.params).npc)),
  );
  router.get("/export", getExport(context));
  router.post("/import", postImport(context));
  router.get("/clean", getCleaning(context)).post("/clean", readJson, postCleaning(context));
  return router;
}
