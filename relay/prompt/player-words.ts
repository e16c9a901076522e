import type { Exchange } from "../store/turns.ts";

interface Words {
  turn: string;
  human: string;
  text: string;
}

/**
 * What a Letta is given as the player's message: what the NPC knows of the player, what it missed, then what the player says.
 * The first note comes with every message because a Letta may drop older ones when it compacts; the gateway keeps the newest
 * and takes out the others.
 */
export const playerWords = ({ turn, human, text }: Words, missed: Exchange[]): string =>
  [`<turn>${turn}</turn>`, ...knownOf(human), ...meanwhile(missed), withoutTags(text)].join("\n");

function meanwhile(missed: Exchange[]): string[] {
  if (missed.length === 0) return [];
  const lines = missed.flatMap(({ said, reply }) => [`Player: ${withoutTags(said)}`, `You: ${withoutTags(reply)}`]);
  return ["<what_was_said_meanwhile>", ...lines, "</what_was_said_meanwhile>"];
}

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

/** The turn that a message belongs to: for the gateway, which takes it out again and never shows it to a model. */
export function splitTurn(message: string): { text: string; turn?: string } {
  const turn = TURN.exec(message)?.[1];
  return { text: message.replace(EVERY_TURN, ""), ...(turn !== undefined && { turn }) };
}

/** Angle brackets that open or close a tag become harmless: no player speaks in the harness's name, or in ours. */
export const withoutTags = (text: string): string => text.replace(/<(?=[/!?\p{L}])/gu, "‹");

const TURN = /<turn>([\w-]{36})<\/turn>\n?/;
const EVERY_TURN = new RegExp(TURN, "g");
const TAG = "what_you_know_of_this_player";
const NOTE = new RegExp(`<${TAG}>\\n([\\s\\S]*?)\\n</${TAG}>\\n?`, "g");
