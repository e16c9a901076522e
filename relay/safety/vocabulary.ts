import type { State } from "./automaton.ts";

/** All words and stems that phrases are made of. */
export function vocabularyOf(starts: State[]): Set<string> {
  const vocabulary = new Set<string>();
  const visited = new Set<State>();
  const visit = (state: State): void => {
    if (visited.has(state)) return;
    visited.add(state);
    for (const [word, next] of state.words ?? []) {
      vocabulary.add(word);
      next.forEach(visit);
    }
    for (const { stem, to } of state.stems ?? []) {
      vocabulary.add(stem);
      visit(to);
    }
    for (const { list, to } of state.lists ?? []) [list.start, to].forEach(visit);
    [state.numbers, state.any, state.free].forEach((next) => next?.forEach(visit));
    if (state.barred) visit(state.barred);
  };
  starts.forEach(visit);
  return vocabulary;
}
