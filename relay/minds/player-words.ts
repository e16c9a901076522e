import type { Question } from "./mind.ts";

/**
 * What a Letta is given as the player's message: what the NPC knows of the player, then what the player says. The note comes
 * with every message because a Letta may drop older ones when it compacts; the gateway keeps the newest and takes out the
 * others.
 */
export const playerWords = ({ human, text }: Question): string => [...knownOf(human), withoutTags(text)].join("\n");

/** The note, as a list that is empty where there is nothing to note. */
export const knownOf = (human: string): string[] =>
  human === "" ? [] : [`<${TAG}>\n${withoutTags(human)}\n</${TAG}>`];

/** Takes the notes out of a message; answers with the rest and with the facts in them. */
export function splitKnown(message: string): { text: string; facts: string[] } {
  const facts = [...message.matchAll(NOTE)].flatMap((note) =>
    (note[1] ?? "").split("\n").filter((line) => line !== ""),
  );
  return { text: message.replace(NOTE, ""), facts };
}

/** Angle brackets that open or close a tag become harmless: no player speaks in the harness's name, or in ours. */
export const withoutTags = (text: string): string => text.replace(/<(?=[/!?\p{L}])/gu, "‹");

const TAG = "what_you_know_of_this_player";
const NOTE = new RegExp(`<${TAG}>\\n([\\s\\S]*?)\\n</${TAG}>\\n?`, "g");
