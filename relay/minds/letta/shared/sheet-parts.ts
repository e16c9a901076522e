import { createHash } from "node:crypto";
import type { Sheet } from "../../../cast/sheet.ts";
import { systemPrompt } from "../../../prompt/system-prompt.ts";

/** The blocks of an agent's memory, which all its conversations share: nothing that a player says may be written to them. */
export const blocksOf = ({ persona, world }: Sheet) => [
  { label: "persona" as const, description: "Who you are.", value: persona },
  { label: "world" as const, description: "What everybody in town knows.", value: world },
];

/** Changes with all that an agent is made of. Stored: other bytes for the same parts would have every agent made anew. */
export const versionOf = (parts: unknown[]): string => createHash("sha256").update(JSON.stringify(parts)).digest("hex");

/** Whether all of the sheet is in a prompt as the server compiles it for the next turns. */
export const isPlayedBy = (prompt: string, sheet: Sheet): boolean =>
  [systemPrompt(sheet), sheet.persona, sheet.world].every((part) => prompt.includes(part.trim()));
