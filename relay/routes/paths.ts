import { z } from "zod";
import { player as playerId } from "./shapes.ts";

const npc = z.string().max(32);
const player = z.coerce.number().pipe(playerId);

/** What stands in the paths of endpoints. */
export const npcPath = z.object({ npc });
export const playerPath = z.object({ player });
export const npcPlayerPath = z.object({ npc, player });
