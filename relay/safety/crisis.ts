import { z } from "zod";
import { compilerOf } from "./compile.ts";
import { readings } from "./normalise.ts";
import { type Phrases, phrasesOf } from "./phrases.ts";
import { readTables } from "./tables.ts";

export type Crisis = "self-harm" | "abuse" | "medical";

/**
 * Finds words of a player, or of an NPC, that call for help and not for a story: thoughts of self-harm, abuse, and questions
 * or emergencies of real health. In all languages of `crisis/*.yaml`, whichever the player's is.
 * What has to happen then: https://create.roblox.com/docs/generative-AI#disclosures
 */
export function findCrisis(text: string, read = readings(text)): Crisis | undefined {
  const serious = read.map((reading) => HARMLESS.takenOut(reading));
  return KINDS.find((kind) => serious.some((reading) => FOUND[kind].isIn(reading)));
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
  .transform(({ lists, ...table }) => ({ ...table, compile: compilerOf(lists) }));

const TABLES = readTables("crisis", crisisTable);

const all = (section: Crisis | "harmless"): Phrases =>
  phrasesOf(TABLES.map((table) => ({ phrases: table[section], compile: table.compile })));

const HARMLESS = all("harmless");
const FOUND: Record<Crisis, Phrases> = { "self-harm": all("self-harm"), abuse: all("abuse"), medical: all("medical") };
