import type { Lattice } from "../lattice.ts";

/** The one way to read a text in which most letters are in words that are known, sentence by sentence. */
export function bestSentences({ from, at, stops }: Lattice, isKnown: (word: string) => boolean): string[][] {
  const best: (Way | undefined)[] = [{ score: 0, to: 0 }];
  for (const node of inOrder(at)) {
    const way = best[node];
    if (way === undefined) continue;
    for (const { word, to } of from[node] ?? []) {
      const score = way.score + (isKnown(word) ? word.length : 0) - EDGE;
      if (score > (best[to]?.score ?? -Infinity)) best[to] = { score, word, to: at[to] ?? 0, before: way };
    }
  }
  const sentences: string[][] = [[]];
  for (let way = best[lastOf(at)]; way?.word !== undefined; way = way.before) {
    if (stops.has(way.to) && (sentences[0]?.length ?? 0) > 0) sentences.unshift([]);
    sentences[0]?.unshift(way.word);
  }
  return sentences;
}

interface Way {
  score: number;
  to: number;
  word?: string;
  before?: Way;
}

/** Of two ways that are known as well, the one with fewer words. */
const EDGE = 0.5;

const inOrder = (at: number[]): number[] => at.map((_place, node) => node).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0));

function lastOf(at: number[]): number {
  let last = 0;
  at.forEach((place, node) => {
    if (place > (at[last] ?? 0)) last = node;
  });
  return last;
}
