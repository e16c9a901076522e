import { z } from "zod";
import { player } from "./shapes.ts";

const npc = z.string().max(32);

/** What stands in the paths of endpoints. */
export const npcPath = z.object({ npc });
export const playerPath = z.object({ player });
export const npcPlayerPath = z.object({ npc, player });
