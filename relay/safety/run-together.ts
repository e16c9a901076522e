import { GAP } from "./automaton.ts";

/**
 * Splits what was written without spaces ("iwannadie") into words of the vocabulary, as few and as long as can be. Where two
 * words share a letter it may stand once, as `readings` leave it ("iwantodie"). What is no word becomes a gap.
 */
export function splitRunTogether(run: string, vocabulary: Set<string>): string[] {
  if (run.length < SHORTEST || run.length > LONGEST || vocabulary.has(run)) return [];
  const best: Way[] = [{ cost: 0, words: [] }];
  const offer = (end: number, way: Way): void => {
    const known = best[end];
    if (known === undefined || way.cost < known.cost) best[end] = way;
  };
  for (let at = 0; at < run.length; at++) {
    const way = best[at];
    if (way === undefined) continue;
    offer(at + 1, { cost: way.cost + UNKNOWN_LETTER, words: [...way.words, GAP] });
    for (const start of at > 0 && way.words.at(-1) !== GAP ? [at, at - 1] : [at]) {
      for (let end = at + 1; end <= Math.min(start + LONGEST_WORD, run.length); end++) {
        const word = run.slice(start, end);
        if (vocabulary.has(word)) offer(end, { cost: way.cost + 1, words: [...way.words, word] });
      }
    }
  }
  return best[run.length]?.words ?? [];
}

interface Way {
  cost: number;
  words: string[];
}

const SHORTEST = 7;
const LONGEST = 80;
const LONGEST_WORD = 20;
const UNKNOWN_LETTER = 3;
