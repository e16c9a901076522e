import type { Budget } from "./budget.ts";
import { foldedText, once, variantsOf, wordsIn } from "./normalise.ts";
import { onceForEach } from "./once-for-each.ts";
import { joinSignedLetters, joinSpelledWords } from "./spelled-out.ts";
import { turnedAround } from "./turned.ts";

/** A word that may stand between two places of a text. */
export interface Edge {
  word: string;
  to: number;
}

/**
 * All ways to read a text at once: what can be read in two ways has two edges between the same places, so that many doubtful
 * words make a few edges each and not a product of texts. Places are indices of `from`; `at` is where a place stands.
 */
export interface Lattice {
  from: Edge[][];
  at: number[];
  /** Where sentences end. */
  stops: ReadonlySet<number>;
}

/** Makes the lattice of a text; each edge costs a step. */
export function latticeOf(written: string, budget: Budget): Lattice {
  const chunks = readable(written)
    .split(/\s+/)
    .filter((chunk) => WORDLY.test(chunk));
  const lattice: Lattice = {
    from: chunks.map(() => []),
    at: chunks.map((_chunk, index) => index),
    stops: stopsIn(chunks),
  };
  lattice.from.push([]);
  lattice.at.push(chunks.length);
  chunks.forEach((chunk, index) => addChunk(lattice, chunk, index, index + 1, budget));
  for (const [from, to] of spacedOut(chunks))
    addChunk(lattice, chunks.slice(from, to).map(bare).join(""), from, to, budget);
  return lattice;
}

/** As it is written, and as it is seen where that is something else. */
function readable(written: string): string {
  const seen = turnedAround(written);
  const read = (text: string): string => joinSpelledWords(joinSignedLetters(foldedText(text)));
  return seen === undefined ? read(written) : `${read(written)}. ${read(seen)}`;
}

/** The words of one reading, one after the other; `undefined` is a gap that no phrase goes across. */
export const latticeOfWords = (words: (string | undefined)[]): Lattice => ({
  from: [...words.map((word, index) => (word === undefined ? [] : [{ word, to: index + 1 }])), []],
  at: [...words.map((_word, index) => index), words.length],
  stops: new Set(),
});

const stopsIn = (chunks: string[]): Set<number> =>
  new Set(chunks.flatMap((chunk, index) => (STOP.test(chunk) ? [index + 1] : [])));

const STOP = /[.!?;…]["')]*$/;
const WORDLY = /[\p{L}\p{N}]/u;
const PLAIN = /^[\p{L}]+[.,!?;:]*$/u;

function addChunk(lattice: Lattice, chunk: string, from: number, to: number, budget: Budget): void {
  if (budget.left > 0) for (const words of readingsOf(chunk, budget)) addPath(lattice, words, from, to, budget);
}

/** The ways in which a chunk may be meant, as words. */
const readingsOf = onceForEach((chunk: string, budget: Budget): string[][] => {
  if (PLAIN.test(chunk)) return [[once(bare(chunk))]];
  const paths = new Map<string, string[]>();
  for (const variant of variantsOf(chunk)) {
    budget.left -= chunk.length;
    const words = wordsIn(variant);
    paths.set(words.join(" "), words);
  }
  return [...paths.values()].filter((words) => words.length > 0);
});

function addPath({ from: edges, at }: Lattice, words: string[], from: number, to: number, budget: Budget): void {
  const [start = 0, end = 0] = [at[from], at[to]];
  let node = from;
  words.forEach((word, index) => {
    if (budget.left-- <= 0) return;
    const isLast = index === words.length - 1;
    const next = isLast ? to : edges.length;
    if (!isLast) {
      edges.push([]);
      at.push(start + ((end - start) * (index + 1)) / words.length);
    }
    edges[node]?.push({ word, to: next });
    node = next;
  });
}

const bare = (chunk: string): string => chunk.replace(/^[^\p{L}\p{N}@$€£|*#+]+|[^\p{L}\p{N}@$€£|*#+]+$/gu, "");

/** Three or more letters or digits that stand alone are a word: "k m s", "d i s c o r d". */
function spacedOut(chunks: string[]): [from: number, to: number][] {
  const runs: [number, number][] = [];
  let from = 0;
  for (let at = 0; at <= chunks.length; at++) {
    if (at < chunks.length && bare(chunks[at] ?? "").length === 1) continue;
    if (at - from >= 3) runs.push([from, at]);
    from = at + 1;
  }
  return runs;
}
