import { NOTEBOOK } from "../cast/act-set.ts";
import type { Sheet } from "../cast/sheet.ts";
import { type AllowedAct, toolOf } from "./acts.ts";
import { MEMORY_TOOLS } from "./memory-tools.ts";
import type { Tool } from "./tool.ts";

/** Every tool that an NPC's model may call in a turn with these acts. */
export const offeredTools = (acts: AllowedAct[]): Tool[] => [...acts.map(toolOf), ...MEMORY_TOOLS];

/** The names of all that an NPC could ever be offered. Nothing else passes the gateway, in either direction. */
export const allowedTools = ({ acts }: Sheet): string[] => [...Object.keys(acts), ...NOTEBOOK];
