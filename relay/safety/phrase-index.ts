import type { Walk } from "./automaton.ts";
import type { Budget } from "./budget.ts";
import type { Lattice } from "./lattice.ts";
import { type Needs, NUMBER } from "./needs.ts";
import { isNumber, type List, type State } from "./phrase-states.ts";

/** Some phrases, and where those of them may begin that a text may have. */
export interface PhraseIndex {
  /** Takes up a text: of most phrases there is nothing in it that they cannot do without. Whether it may have any. */
  take(lattice: Lattice, budget: Budget): boolean;
  /** Of the text that was taken up last. */
  startsAt(walk: Walk, at: number): State[];
}

export function phraseIndexOf(phrases: List[], needsOf: (phrase: List) => Needs | undefined): PhraseIndex {
  const needed = createWordIndex();
  const beginnings = createWordIndex();
  const [always, anywhere]: [number[], number[]] = [[], []];
  // By no callback, which would keep what `needsOf` holds for as long as the index.
  for (const [id, phrase] of phrases.entries()) {
    const needs = needsOf(phrase);
    if (needs === undefined) always.push(id);
    else for (const need of needs) needed.add(need, id);
    const { words, stems, isAnyNumber, isAnyWord, isNothing } = phrase.beginning;
    for (const word of words) beginnings.add(word, id);
    for (const stem of stems) beginnings.add(`${stem}*`, id);
    if (isAnyNumber) beginnings.add(NUMBER, id);
    if (isAnyWord || isNothing) anywhere.push(id);
  }
  const starts = phrases.map(({ start }) => start);
  /** The text for which each is awake. */
  const awake = new Uint32Array(phrases.length);
  let text = 0;
  return {
    take({ from }, budget) {
      text = (text + 1) >>> 0;
      let isAny = always.length > 0;
      for (const id of always) awake[id] = text;
      for (const edges of from)
        for (const { word } of edges) {
          // As many steps as there are phrases that may begin here, awake or not: a text that is made to be doubtful stays dear.
          budget.left = Math.max(0, budget.left - 1 - STEPS * beginnings.of(word).length);
          for (const id of needed.of(word)) {
            awake[id] = text;
            isAny = true;
          }
        }
      return isAny;
    },
    startsAt(walk, at) {
      const found: State[] = [];
      const add = (ids: number[]): void => {
        for (const id of ids) {
          const start = starts[id];
          if (awake[id] === text && start !== undefined) found.push(start);
        }
      };
      add(anywhere);
      for (const { word, to } of walk.lattice.from[at] ?? []) {
        if (walk.budget.left <= 0) return found;
        const before = found.length;
        add(beginnings.of(word));
        if (found.length > before && !walk.isOpen(at, to)) found.length = before;
      }
      return found;
    },
  };
}

/** Ids by words, stems (`suicid*`), and `NUMBER`. */
function createWordIndex() {
  const byWord = new Map<string, number[]>();
  /** By the first letters of the stem. */
  const byStem = new Map<string, { stem: string; id: number }[]>();
  const byNumber: number[] = [];
  /** Most words come again and again. */
  const known = new Map<string, number[]>();
  return {
    add(atom: string, id: number): void {
      if (atom === NUMBER) byNumber.push(id);
      else if (atom.endsWith("*")) put(byStem, atom.slice(0, STEM), { stem: atom.slice(0, -1), id });
      else put(byWord, atom, id);
    },
    of(word: string): number[] {
      let ids = known.get(word);
      if (ids !== undefined) return ids;
      const stems = byStem.get(word.slice(0, STEM))?.filter(({ stem }) => word.startsWith(stem)) ?? [];
      ids = [...(byWord.get(word) ?? []), ...(isNumber(word) ? byNumber : []), ...stems.map(({ id }) => id)];
      if (known.size >= MOST_KEPT) known.clear();
      if (word.length <= LONGEST_KEPT) known.set(word, ids);
      return ids;
    },
  };
}

/** That a phrase takes at least which is followed and found to be none. */
const STEPS = 2;

const MOST_KEPT = 4_096;
const LONGEST_KEPT = 40;

/** No stem is shorter. */
const STEM = 3;

function put<T>(map: Map<string, T[]>, key: string, one: T): void {
  const known = map.get(key);
  if (known) known.push(one);
  else map.set(key, [one]);
}
