import { takeInvocations } from "../calls/invocations.ts";
import { isSmallWord, isStarredDirection, startsWithDeed } from "../directions.ts";
import { isAtBoundary, isInWord, type Reading } from "../reading.ts";
import { GAP } from "../signs.ts";
import { runOf } from "./run-of.ts";

/** What stands between two stars is short, and on one line. */
const MARKED = 300;

/** `*…*`: a stage direction, or words that are stressed, which are said. */
export function stars(reading: Reading): boolean {
  const { rest, isLast } = reading;
  const sign = rest.charAt(0);
  if (sign === "*" && COMMENT.test(reading.tail())) {
    reading.inside = { until: /\*\/|(?=\n)/, done: () => reading.say(GAP) };
    return true;
  }
  const run = runOf(sign, rest);
  if (run === rest.length && !isLast && run < MARKED) return false;
  const isOfWord = sign === "_" && isInWord(reading);
  if (isOfWord || run > 3 || /\s/.test(rest.charAt(run))) {
    if (isOfWord) reading.say(rest.slice(0, run));
    // It stands before an item.
    else if (run === 1 && /^\s*$|\n[ \t]*$/.test(reading.tail())) reading.say("•");
    reading.skip(run);
    return true;
  }
  const line = rest.slice(run, run + MARKED);
  const end = line.search(sign === "_" ? /[_\n]/ : /[*＊\n]/);
  if (end < 0 && line.length < MARKED && !isLast) return false;
  const words = end < 0 ? line : line.slice(0, end);
  const after = run + words.length;
  const isClosed = end >= 0 && line.charAt(end) !== "\n";
  const closing = isClosed ? Math.min(run, runOf(line.charAt(end), rest, after)) : 0;
  if (isClosed && closing < run && after + closing === rest.length && !isLast) return false;
  // A direction that is not closed goes up to the end of its line; but speech may follow a stray star.
  const next = rest.slice(after + closing, after + closing + 20);
  const isSmall = isClosed && run === 1 && isAtBoundary(reading) && isSmallWord(words);
  if (isSmall && next.trim() === "" && !isLast) return false;
  const isTold = isSmall && SENTENCE_BEGINS.test(next);
  const isDirection = isClosed
    ? run === 1
      ? isStarredDirection(words, isAtBoundary(reading))
      : startsWithDeed(words)
    : line.length < MARKED && startsWithDeed(words) && isAtBoundary(reading) && !/[.!?"“]\s/.test(words);
  if (isTold || isDirection || (isClosed && isPause(words, reading))) {
    reading.call(words.includes("(") ? takeInvocations(words, reading.offered).calls : []);
    reading.skip(after + closing);
  } else reading.rest = words + rest.slice(after + closing);
  return true;
}

/** `*—*`, `*...*`: nothing is said in it; but the dots of `Wait*...*` are of the word. */
const isPause = (words: string, reading: Reading): boolean => PAUSE.test(words) && !isInWord(reading);
const PAUSE = /^[\s.…–—-]+$/;

/** A comment of code, without its star. */
const COMMENT = /(?:^|\s)\/$/;
const SENTENCE_BEGINS = /^\s*(?:[\p{Lu}"“]|$)|^\s+[.…]/u;
