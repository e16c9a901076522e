import { z } from "zod";
import { type Budget, budgetFor } from "./budget.ts";
import { compilerOf } from "./compile.ts";
import { latticeOf } from "./lattice.ts";
import { phrasesOf } from "./phrases.ts";
import { readTables } from "./tables.ts";

export type Crisis = "self-harm" | "abuse" | "medical";

/**
 * Finds words of a player, or of an NPC, that call for help and not for a story: thoughts of self-harm, abuse, and questions
 * or emergencies of real health. In all languages of `crisis/*.yaml`, whichever the player's is.
 * What has to happen then: https://create.roblox.com/docs/generative-AI#disclosures
 */
export function findCrisis(
  text: string,
  budget: Budget = budgetFor(text),
  lattice = latticeOf(text, budget),
): Crisis | undefined {
  const found = find(lattice, budget);
  return KINDS.find((kind) => found.has(kind));
}

/** The gravest first. */
const KINDS: Crisis[] = ["self-harm", "abuse", "medical"];

const phrases = z.array(z.string().min(1));

const crisisTable = z
  .strictObject({
    lists: z.record(z.string(), z.string()),
    /** Talk of games, and sayings: taken out before anything is looked for. */
    harmless: phrases,
    "self-harm": phrases,
    abuse: phrases,
    medical: phrases,
  })
  .transform(({ lists, ...table }) => ({ phrases: table, compile: compilerOf(lists) }));

const find = phrasesOf(readTables("crisis", crisisTable));
