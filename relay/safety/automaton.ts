import { type Beginning, mayBegin } from "./beginning.ts";

/** A place in phrases that are heard word by word; `compile.ts` makes these of them. */
export interface State {
  words?: Map<string, State[]>;
  /** Any word that begins so. */
  stems?: { stem: string; to: State }[];
  /** Digits. */
  numbers?: State[];
  /** Any word at all. */
  any?: State[];
  /** Whatever a list says. */
  lists?: { list: List; to: State }[];
  /** Reached from here without a word. */
  free?: State[];
  /** What must not follow here. */
  barred?: State;
  /** A whole phrase was heard. */
  isEnd?: true;
}

/** What is said in many ways. There is one of each, however many phrases mention it. */
export interface List {
  start: State;
  beginning: Beginning;
}

/** Where lists were found to end in a text, by the index they begin at: many phrases ask the same. */
export type Heard = Map<List, number[]>[];

/** Where the longest phrase ends that begins at `start`: the index after its last word. `heard` is of the same words. */
export function phraseEnd(root: State, words: string[], start: number, heard: Heard): number | undefined {
  const ends = endsOf(root, words, start, heard).filter((end) => end > start);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Stands where words were taken out; no phrase goes across it. */
export const GAP = "_";

function endsOf(root: State, words: string[], start: number, heard: Heard): number[] {
  const ends = new Set<number>();
  const visited: Set<State>[] = [];
  const visit = (state: State, at: number): void => {
    const here = (visited[at - start] ??= new Set());
    if (here.has(state)) return;
    here.add(state);
    if (state.barred && phraseEnd(state.barred, words, at, heard) !== undefined) return;
    if (state.isEnd) ends.add(at);
    state.free?.forEach((next) => visit(next, at));
    const word = words[at];
    if (word === undefined) return;
    state.words?.get(word)?.forEach((next) => visit(next, at + 1));
    for (const { stem, to } of state.stems ?? []) if (word.startsWith(stem)) visit(to, at + 1);
    if (state.numbers && isNumber(word)) state.numbers.forEach((next) => visit(next, at + 1));
    if (word !== GAP) state.any?.forEach((next) => visit(next, at + 1));
    for (const { list, to } of state.lists ?? [])
      if (mayBegin(list.beginning, word)) for (const end of endsOfList(list, words, at, heard)) visit(to, end);
  };
  visit(root, start);
  return [...ends];
}

function endsOfList(list: List, words: string[], at: number, heard: Heard): number[] {
  const here = (heard[at] ??= new Map<List, number[]>());
  const known = here.get(list);
  if (known !== undefined) return known;
  const ends = endsOf(list.start, words, at, heard);
  here.set(list, ends);
  return ends;
}

export const isNumber = (word: string): boolean => /^\d+$/.test(word);
