import { Router } from "express";
import { z } from "zod";
import type { Context } from "../context.ts";
import { readJson } from "../guard/body.ts";
import { requireKey, requireOperator } from "../guard/keys.ts";
import { valid } from "../guard/valid.ts";
import { resident, residents } from "../town/residents.ts";
import { getCleaning, postCleaning } from "./town-clean.ts";
import { getTown, postTown } from "./town-file.ts";

/** `/v1/admin`: what `npm run npc` asks for. Operators only; a whole town is no JSON body, so these doors read their own. */
export function adminRoutes(context: Context): Router {
  const router = Router();
  router.use(requireKey(context), requireOperator);
  router.get("/npcs", async (_req, res) => void res.json({ npcs: await residents(context) }));
  router.get("/npcs/:npc", async (req, res) => void res.json(await resident(context, valid(path, req.params).npc)));
  router.get("/town", getTown(context)).post("/town", postTown(context));
  router.get("/clean", getCleaning(context)).post("/clean", readJson, postCleaning(context));
  return router;
}

const path = z.object({ npc: z.string().max(32) });
