import { LIMITS } from "../../../game/townsfolk/wire/contract.ts";
import { wordsIn } from "./words.ts";

/**
 * If the player asks about something said before, the statement that has most words in common with the question, the newer
 * one of equals. What is longer than a player can speak is a summary, in which everything has something in common.
 */
export function recall(question: string, said: string[]): string | undefined {
  if (!ASKS_BACK.test(question) || (WANTS.test(question) && !OF_OLD.test(question))) return undefined;
  const about = new Set(wordsIn(question).filter((word) => !COMMON.has(word)));
  const scored = said
    .filter((text) => text.length <= LIMITS.textCharacters)
    .flatMap(statementsIn)
    .map((text) => ({ text, score: wordsIn(text).filter((word) => about.has(word)).length }));
  const best = scored.reduce((top, next) => (next.score > 0 && next.score >= top.score ? next : top), {
    text: "",
    score: 0,
  });
  return best.score > 0 ? best.text.replace(/\.$/, "") : undefined;
}

/** What the player tells about themselves, if it is worth remembering. */
export const toldFact = (text: string): string | undefined =>
  statementsIn(text)
    .filter((statement) => TELLS.test(statement))
    .join(" ") || undefined;

/** Its sentences but for the questions: who says "I am Robin. Have you a room?" has told their name. */
const statementsIn = (text: string): string[] =>
  text.split(/(?<=[.!?])\s+/).filter((sentence) => sentence !== "" && !sentence.endsWith("?"));

const ASKS_BACK = /\b(my|i|me|mine|remember)\b[^?]*\?/i;
/** "Can I have a drink?" asks for one, whatever was said of drinks before; "Can you tell me what my name is?" does not. */
const WANTS =
  /\b(can|could|may|shall|should|would) (i|we|you)\b|\b(give|show|help|teach|sell|bring|tell|let|follow) (me|us)\b/i;
const OF_OLD = /\b(my|mine|remember|(i|we) (said|told))\b/i;
const TELLS =
  /\b(my [\p{L} ]+ (is|are)|call me|remember that|i (am|like|love|hate|live|come|have|had|lost|want|need)|i'm)\b/iu;

const COMMON = new Set(
  (
    "a an and are at about am be been can could did do does for from had has have how i i'm in is it me mine my of on or so tell " +
    "that the they this to told was we were what what's when where which who why will with would you your remember said say"
  ).split(" "),
);
