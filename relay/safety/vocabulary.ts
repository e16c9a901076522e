import type { State } from "./phrase-states.ts";

/** The words and stems that phrases are made of, as a tree of letters. `tables` has a bit for each table that has the word. */
export interface Vocabulary {
  tables: number;
  next: Map<string, Vocabulary>;
}

/** @param tables The beginnings of the phrases of each table: 31 tables at most. */
export function vocabularyOf(tables: State[][]): Vocabulary {
  const root: Vocabulary = { tables: 0, next: new Map() };
  tables.forEach((starts, index) => {
    for (const word of wordsFrom(starts)) add(root, word, 1 << index);
  });
  return root;
}

function add(root: Vocabulary, word: string, bit: number): void {
  let node = root;
  for (const letter of word) {
    let next = node.next.get(letter);
    if (next === undefined) node.next.set(letter, (next = { tables: 0, next: new Map() }));
    node = next;
  }
  node.tables |= bit;
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
