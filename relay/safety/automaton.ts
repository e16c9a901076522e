import { mayBegin } from "./beginning.ts";
import type { Budget } from "./budget.ts";
import type { Lattice } from "./lattice.ts";
import { isNumber, type List, type State } from "./phrase-states.ts";

/** One walk through a lattice, which may not go on for longer than the budget lasts. */
export interface Walk {
  lattice: Lattice;
  budget: Budget;
  /** Which edges are there: a phrase that is harmless takes those out that it is made of. */
  isOpen(from: number, to: number): boolean;
  /** Where lists were found to end, by the place they begin at: many phrases ask the same. */
  heard: Map<List, number[]>[];
}

/** The states that were looked at, by place. Who searches for any phrase at any place shares them: each is looked at once. */
export type Visited = Set<State>[];

/** Goes on from a state at a place, and tells every place where a phrase ends, with its kind. */
export function follow(
  walk: Walk,
  state: State,
  at: number,
  visited: Visited,
  end: (kind: string, at: number) => void,
) {
  const here = (visited[at] ??= new Set());
  if (here.has(state) || walk.budget.left-- <= 0) return;
  here.add(state);
  if (state.barred && isHeard(walk, state.barred, at)) return;
  if (state.isEnd !== undefined) end(state.isEnd, at);
  if (state.free) for (const next of state.free) follow(walk, next, at, visited, end);
  if (state.words ?? state.stems ?? state.numbers ?? state.any)
    for (const { word, to } of walk.lattice.from[at] ?? [])
      if (walk.isOpen(at, to)) for (const next of nextOf(state, word)) follow(walk, next, to, visited, end);
  for (const { list, to } of state.lists ?? [])
    for (const place of endsOf(walk, list, at)) follow(walk, to, place, visited, end);
}

const NONE: State[] = [];

/** Where one word leads. */
function nextOf({ words, stems, numbers, any }: State, word: string): State[] {
  const plain = words?.get(word) ?? NONE;
  if (!stems && !numbers && !any) return plain;
  const next = [...plain, ...(any ?? NONE)];
  for (const { stem, to } of stems ?? []) if (word.startsWith(stem)) next.push(to);
  if (numbers && isNumber(word)) next.push(...numbers);
  return next;
}

function isHeard(walk: Walk, state: State, at: number): boolean {
  let found = false;
  follow(walk, state, at, [], (_kind, place) => (found ||= place !== at));
  return found;
}

function endsOf(walk: Walk, list: List, at: number): number[] {
  const here = (walk.heard[at] ??= new Map<List, number[]>());
  const known = here.get(list);
  if (known !== undefined) return known;
  const ends = new Set<number>();
  const isPossible =
    list.beginning.isNothing ||
    walk.lattice.from[at]?.some(({ word, to }) => walk.isOpen(at, to) && mayBegin(list.beginning, word));
  if (isPossible) follow(walk, list.start, at, [], (_kind, place) => ends.add(place));
  here.set(list, [...ends]);
  return [...ends];
}
