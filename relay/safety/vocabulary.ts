import type { State } from "./phrase-states.ts";

/** All words and stems that phrases are made of. */
export interface Vocabulary {
  words: ReadonlySet<string>;
  /** How long the longest of them is that begins with these `BEGINNING` letters. */
  longestBy: ReadonlyMap<string, number>;
}

export const BEGINNING = 3;

export function vocabularyOf(starts: State[]): Vocabulary {
  const words = wordsFrom(starts);
  const longestBy = new Map<string, number>();
  for (const word of words) {
    const beginning = word.slice(0, BEGINNING);
    longestBy.set(beginning, Math.max(word.length, longestBy.get(beginning) ?? 0));
  }
  return { words, longestBy };
}

function wordsFrom(starts: State[]): Set<string> {
  const words = new Set<string>();
  const visited = new Set<State>();
  const visit = (state: State): void => {
    if (visited.has(state)) return;
    visited.add(state);
    for (const [word, next] of state.words ?? []) {
      words.add(word);
      next.forEach(visit);
    }
    for (const { stem, to } of state.stems ?? []) {
      words.add(stem);
      visit(to);
    }
    for (const { list, to } of state.lists ?? []) [list.start, to].forEach(visit);
    [state.numbers, state.any, state.free].forEach((next) => next?.forEach(visit));
    if (state.barred) visit(state.barred);
  };
  starts.forEach(visit);
  return words;
}
