import { z } from "zod";
import { NOTEBOOK } from "../cast/act-set.ts";
import type { Sheet } from "../cast/sheet.ts";
import { withFact, withoutFact } from "../memory/facts.ts";
import { changeHuman } from "../memory/human.ts";
import { whyNoFactAfter } from "../safety/facts-together.ts";
import { scrubPersonal } from "../safety/scrub.ts";
import type { Database } from "../store/store.ts";
import type { Tool } from "./tool.ts";

/** How an NPC edits what it knows of the player it talks with. The relay performs it; no Letta block is ever written. */
export const MEMORY_TOOLS: (Tool & { name: (typeof NOTEBOOK)[number] })[] = [
  {
    name: "remember",
    description:
      "Keep one short fact that the player told you about themselves, in a few words. Speak your answer first, in the same breath.",
    parameters: {
      type: "object",
      properties: { fact: { type: "string" } },
      required: ["fact"],
      additionalProperties: false,
    },
  },
  {
    name: "forget",
    description: "Give up a fact about the player that is no longer true, or that they ask you to forget.",
    parameters: {
      type: "object",
      properties: { fact: { type: "string" } },
      required: ["fact"],
      additionalProperties: false,
    },
  },
];

export const isMemoryTool = (tool: string): boolean => NOTEBOOK.some((name) => name === tool);

/** Performs `remember` or `forget`; answers with what the model is told. `player`: the pseudonym, or as it is found in the transaction. */
export async function performMemoryTool(
  db: Database,
  sheet: Sheet,
  player: string | ((tx: Database) => Promise<string>),
  tool: string,
  args: unknown,
): Promise<string> {
  const read = factArgs.safeParse(args);
  if (!read.success) return "A fact is a short text.";
  const { fact } = read.data;
  // What should not have been kept may still be forgotten.
  const kept = scrubPersonal(fact);
  const limit = sheet.limits.human;
  const gate = { isShut: false };
  const change = (human: string): string => {
    if (tool === "forget") return withoutFact(human, fact);
    gate.isShut = whyNoFactAfter(human.split("\n"), kept) !== undefined;
    return gate.isShut ? human : withFact(human, kept, limit);
  };
  await changeHuman(db, { npc: sheet.id, player }, change);
  if (gate.isShut) return "That is nothing to keep.";
  return tool === "remember" ? "You will remember." : "You have forgotten it.";
}

const factArgs = z.object({ fact: z.string().trim().min(1).max(300) });
