import type { List, State } from "./phrase-states.ts";

/** What each way to say a phrase has at least one of: words, stems (`suicid*`), or `NUMBER`. */
export type Needs = ReadonlySet<string>;

export const NUMBER = "0";

/**
 * Says of each phrase what no text can have it without; undefined where there is nothing. Of all that it is made of it is what
 * the fewest phrases have: those words are the least common.
 */
export function needsOf(phrases: List[]): (phrase: List) => Needs | undefined {
  const costOf = costsIn(phrases);
  const ones = new Map<string, Cover>();
  const covers = new Map<State, Cover>();

  const coverOf = (state: State): Cover => {
    const known = covers.get(state);
    if (known !== undefined) return known;
    const cover = state.isEnd === undefined ? together(Array.from(waysFrom(state), cheapest)) : NOTHING;
    covers.set(state, cover);
    return cover;
  };
  const cheapest = ([to, by]: Way): Cover => {
    const here = together(by);
    const later = coverOf(to);
    return here.cost <= later.cost ? here : later;
  };
  const waysFrom = (state: State): Map<State, Cover[]> => {
    const ways = new Map<State, Cover[]>();
    const add = (to: State, cover: Cover): void => {
      const way = ways.get(to);
      if (way) way.push(cover);
      else ways.set(to, [cover]);
    };
    eachAtom(state, (atom, to) => add(to, one(atom)));
    for (const { list, to } of state.lists ?? []) add(to, coverOf(list.start));
    for (const to of unasked(state)) add(to, NOTHING);
    return ways;
  };
  const one = (atom: string): Cover => {
    const cover = ones.get(atom) ?? { atoms: new Set([atom]), cost: costOf(atom) };
    ones.set(atom, cover);
    return cover;
  };
  const together = (all: Cover[]): Cover => {
    const [first, ...others] = all;
    if (first !== undefined && others.length === 0) return first;
    if (all.includes(NOTHING)) return NOTHING;
    const atoms = new Set<string>();
    for (const cover of all) for (const atom of cover.atoms) atoms.add(atom);
    let cost = 0;
    for (const atom of atoms) cost += costOf(atom);
    return { atoms, cost };
  };
  return ({ start }) => {
    const cover = coverOf(start);
    return cover === NOTHING ? undefined : cover.atoms;
  };
}

interface Cover {
  atoms: Needs;
  cost: number;
}

const NOTHING: Cover = { atoms: new Set(), cost: Infinity };

/** To another state, by any of these. */
type Way = [to: State, by: Cover[]];

/** There are tens of thousands of states, so nothing is made of them. */
function eachAtom({ words, stems, numbers }: State, tell: (atom: string, to: State) => void): void {
  if (words) for (const [atom, next] of words) for (const to of next) tell(atom, to);
  if (stems) for (const { stem, to } of stems) tell(`${stem}*`, to);
  if (numbers) for (const to of numbers) tell(NUMBER, to);
}

/** Where any word leads, and none. */
const unasked = ({ any, free }: State): State[] => (any && free ? [...any, ...free] : (any ?? free ?? []));

/** About in how many phrases an atom is. */
function costsIn(phrases: List[]): (atom: string) => number {
  const mentions = new Map<List, number>();
  const visited = new Set<State>();
  const visit = (state: State, tell: (atom: string) => void): void => {
    if (visited.has(state)) return;
    visited.add(state);
    eachAtom(state, (atom, to) => {
      tell(atom);
      visit(to, tell);
    });
    for (const to of unasked(state)) visit(to, tell);
    for (const { list, to } of state.lists ?? []) {
      mentions.set(list, (mentions.get(list) ?? 0) + 1);
      visit(to, tell);
    }
  };
  const costs = new Map<string, number>();
  const add = (atom: string, times: number): void => void costs.set(atom, (costs.get(atom) ?? 0) + times);
  for (const { start } of phrases) visit(start, (atom) => add(atom, 1));
  // The map grows by the lists that lists mention.
  for (const list of mentions.keys()) {
    const atoms = new Set<string>();
    visit(list.start, (atom) => atoms.add(atom));
    for (const atom of atoms) add(atom, mentions.get(list) ?? 1);
  }
  return (atom) => costs.get(atom) ?? 1;
}
