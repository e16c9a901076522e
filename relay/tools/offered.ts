import type { Sheet } from "../cast/sheet.ts";
import { toolsOf } from "./acts.ts";
import { MEMORY_TOOLS } from "./memory-tools.ts";
import type { Tool } from "./tool.ts";

/** Every tool that an NPC's model may call. Nothing else passes the gateway, in either direction. */
export const offeredTools = (sheet: Sheet): Tool[] => [...toolsOf(sheet), ...MEMORY_TOOLS];
