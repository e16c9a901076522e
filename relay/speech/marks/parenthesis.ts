import { isBracketedDirection, startsWithDeed } from "../directions.ts";
import { isAtBoundary, type Reading } from "../reading.ts";
import { GAP } from "../signs.ts";

/** `(…)`: a stage direction or a note; an aside of the speaker's own is said. */
export function parenthesis(reading: Reading): boolean {
  const { rest, isLast } = reading;
  const note = NOTE.exec(rest)?.[0];
  const whole = note ?? PARENTHESIS.exec(rest)?.[0];
  if (whole === undefined) {
    if (!isLast && rest.length < 304 && !rest.includes("\n")) return false;
    reading.say("(");
    reading.skip(1);
    return true;
  }
  const inner = whole.slice(1, -1);
  const isOfWord = /[\p{L}\p{N}_]/u.test(reading.lastSign()) && !startsWithDeed(inner);
  const isTold = note !== undefined || isBracketedDirection(inner, isAtBoundary(reading));
  reading.say(!isOfWord && isTold ? GAP : whole);
  reading.skip(whole.length);
  return true;
}

const PARENTHESIS = /^[(（][^()（）\n]{0,300}[)）]/;
/** Out of character, by the customs of role play. */
const NOTE = /^(?:\(\([^\n]{0,300}?\)\)|\(\s*OOC\b[^()\n]{0,300}\))/i;
