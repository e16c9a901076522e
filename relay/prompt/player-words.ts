import { splitAtLast, takeOut } from "../lib/split-at-last.ts";
import type { Exchange } from "../store/said.ts";
import { type Notes, notesOf, withoutTags } from "./notes.ts";

interface Words extends Notes {
  turn: string;
  text: string;
}

/**
 * What a Letta is given as the player's message: what the NPC knows and sees, what it missed, then what the player says.
 * The notes come with every message because a Letta may drop older ones when it compacts; the gateway keeps the newest and
 * takes out the others.
 */
export const playerWords = ({ turn, text, ...notes }: Words, missed: Exchange[]): string =>
  [`<turn>${turn}</turn>`, ...notesOf(notes), ...meanwhile(missed), withoutTags(text)].join("\n");

function meanwhile(missed: Exchange[]): string[] {
  if (missed.length === 0) return [];
  const lines = missed.flatMap(({ said, reply }) => [`Player: ${inOneLine(said)}`, `You: ${inOneLine(reply)}`]);
  return ["<what_was_said_meanwhile>", ...lines, "</what_was_said_meanwhile>"];
}

/** Else a player could write the next line of ours. */
const inOneLine = (text: string): string => withoutTags(text).replace(/\s*[\n\r\u2028\u2029]\s*/g, " ");

/** Takes out what was said meanwhile; answers with the rest, and with what of it the player said. */
export function splitMeanwhile(message: string): { text: string; said: string[] } {
  const [upToLast] = splitAtLast(message, MEANWHILE_END);
  const lines = [...upToLast.matchAll(MEANWHILE)].flatMap(([, block = ""]) => block.split("\n"));
  const said = lines.filter((line) => line.startsWith("Player: ")).map((line) => line.slice("Player: ".length));
  return { text: takeOut(message, MEANWHILE, MEANWHILE_END), said };
}

/** The turn that a message belongs to: for the gateway, which takes it out again and never shows it to a model. */
export function splitTurn(message: string): { text: string; turn?: string } {
  const turn = TURN.exec(message)?.[1];
  return turn === undefined ? { text: message } : { text: message.replace(EVERY_TURN, ""), turn };
}

const MEANWHILE = /<what_was_said_meanwhile>\n([\s\S]*?)\n<\/what_was_said_meanwhile>\n?/g;
const MEANWHILE_END = "\n</what_was_said_meanwhile>";
const TURN = /<turn>([\w-]{36})<\/turn>\n?/;
const EVERY_TURN = new RegExp(TURN, "g");
