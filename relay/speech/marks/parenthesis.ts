import { isBracketedDirection, startsWithDeed } from "../directions.ts";
import { isAtBoundary, isInWord, type Reading } from "../reading.ts";
import { GAP } from "../signs.ts";

/** `(…)`: a stage direction or a note; an aside of the speaker's own is said. */
export function parenthesis(reading: Reading): boolean {
  const { rest, isLast } = reading;
  const note = NOTE.exec(rest)?.[0];
  const whole = note ?? PARENTHESIS.exec(rest)?.[0];
  if (whole === undefined) {
    if (!isLast && rest.length < 304 && !rest.includes("\n")) return false;
    reading.say(rest.charAt(0));
    reading.skip(1);
    return true;
  }
  const inner = whole.slice(1, -1);
  const isOfWord = isInWord(reading) && !startsWithDeed(inner);
  const isTold = IS_TITLE.test(whole)
    ? startsWithDeed(inner)
    : note !== undefined || isFace(inner) || isBracketedDirection(inner, isAtBoundary(reading));
  reading.say(!isOfWord && isTold ? GAP : whole);
  reading.skip(whole.length);
  return true;
}

/** `(^_^)`: signs, and no word among them. */
const isFace = (inner: string): boolean => /[^\p{L}\p{N}\s]/u.test(inner) && !/\p{L}{2}|\p{N}/u.test(inner);

const PARENTHESIS = /^(?:[(（][^()（）\n]{0,300}[)）]|〈[^〈〉\n]{0,300}〉|《[^《》\n]{0,300}》)/;
/** Titles stand in them too. */
const IS_TITLE = /^[〈《]/;
/** Out of character, by the customs of role play. */
const NOTE =
  /^(?:\(\([^\n]{0,300}?\)\)|[(（]\s*(?:OOC\b|(?:author['’]s |side )?note\s?:|N\.?B\.?[:\s]|A\/N\b|what (?:do|will|would) you (?:do|say)\b|end of )[^()（）\n]{0,300}[)）])/i;
