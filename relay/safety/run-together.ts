import { GAP } from "./phrase-states.ts";
import { BEGINNING, type Vocabulary } from "./vocabulary.ts";

/**
 * Splits what was written without spaces ("iwannadie") into words of the vocabulary, as few and as long as can be. Where two
 * words share a letter it may stand once, as `readings` leave it ("iwantodie"). What is no word becomes a gap.
 */
export function splitRunTogether(run: string, { words, longestBy }: Vocabulary): string[] {
  if (run.length < SHORTEST || run.length > LONGEST || words.has(run)) return [];
  const best: Way[] = [{ cost: 0, word: GAP }];
  const offer = (end: number, before: Way, word: string, cost: number): void => {
    const known = best[end];
    if (known === undefined || before.cost + cost < known.cost) best[end] = { cost: before.cost + cost, word, before };
  };
  for (let at = 0; at < run.length; at++) {
    const way = best[at];
    if (way === undefined) continue;
    offer(at + 1, way, GAP, UNKNOWN_LETTER);
    for (const start of way.word === GAP ? [at] : [at, at - 1]) {
      const longest = longestBy.get(run.slice(start, start + BEGINNING)) ?? BEGINNING - 1;
      for (let end = at + 1; end <= Math.min(start + longest, run.length); end++) {
        const word = run.slice(start, end);
        if (words.has(word)) offer(end, way, word, 1);
      }
    }
  }
  return wordsOf(best[run.length]);
}

/** The way to a place in the run, by its last word. */
interface Way {
  cost: number;
  word: string;
  before?: Way;
}

function wordsOf(way: Way | undefined): string[] {
  const words: string[] = [];
  for (let at = way; at?.before !== undefined; at = at.before) words.push(at.word);
  return words.reverse();
}

const SHORTEST = 7;
const LONGEST = 80;
const UNKNOWN_LETTER = 3;
