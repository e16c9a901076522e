import { mayBegin } from "./beginning.ts";
import { GAP, type Heard, isNumber, type List, type State } from "./phrase-states.ts";

/** Where the longest phrase ends that begins at `start`: the index after its last word. `heard` is of the same words. */
export function phraseEnd(root: State, words: string[], start: number, heard: Heard): number | undefined {
  const ends = endsOf(root, words, start, heard).filter((end) => end > start);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

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
