import type { Budget } from "./budget.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * Splits what was written without spaces ("iwannadie") into words of each table, as few and as long as can be. Where two
 * words share a letter it may stand once ("iwantodie"). What is no word becomes a gap. Each letter looked at costs a step.
 */
export function splitRunTogether(run: string, vocabulary: Vocabulary, budget: Budget): (string | undefined)[][] {
  const found = wordsAt(run, vocabulary, budget);
  const all = found.flat().reduce((tables, word) => tables | word.tables, 0);
  const splits = new Map<string, (string | undefined)[]>();
  for (let bit = 1; bit !== 0 && bit <= all; bit <<= 1) {
    if ((all & bit) === 0 || budget.left <= 0) continue;
    budget.left -= run.length;
    const words = split(run.length, found, bit, budget);
    splits.set(words.join(" "), words);
  }
  return [...splits.values()];
}

interface Found {
  word: string;
  end: number;
  tables: number;
}

/** The words of the vocabulary that stand at each letter of the run. */
function wordsAt(run: string, vocabulary: Vocabulary, budget: Budget): Found[][] {
  return Array.from({ length: run.length }, (_, start) => {
    const found: Found[] = [];
    let node: Vocabulary | undefined = vocabulary;
    for (let at = start; at < run.length && budget.left-- > 0; at++) {
      node = node.next.get(run.charAt(at));
      if (node === undefined) break;
      if (node.tables !== 0) found.push({ word: run.slice(start, at + 1), end: at + 1, tables: node.tables });
    }
    return found;
  });
}

/** The way to a place in the run, by its last word. */
interface Way {
  cost: number;
  word: string | undefined;
  before?: Way;
}

const UNKNOWN_LETTER = 3;

function split(length: number, found: Found[][], table: number, budget: Budget): (string | undefined)[] {
  const best: Way[] = [{ cost: 0, word: undefined }];
  const offer = (end: number, before: Way, word: string | undefined, cost: number): void => {
    const known = best[end];
    if (known === undefined || before.cost + cost < known.cost) best[end] = { cost: before.cost + cost, word, before };
  };
  for (let at = 0; at < length; at++) {
    const way = best[at];
    if (way === undefined) continue;
    offer(at + 1, way, undefined, UNKNOWN_LETTER);
    for (const start of way.word === undefined ? [at] : [at, at - 1])
      for (const { word, end, tables } of found[start] ?? [])
        if (end > at && (tables & table) !== 0 && budget.left-- > 0) offer(end, way, word, 1);
  }
  return wordsOf(best[length]);
}

function wordsOf(way: Way | undefined): (string | undefined)[] {
  const words: (string | undefined)[] = [];
  for (let at = way; at?.before !== undefined; at = at.before) words.push(at.word);
  return words.reverse();
}
