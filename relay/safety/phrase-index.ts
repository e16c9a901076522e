import type { Walk } from "./automaton.ts";
import type { Budget } from "./budget.ts";
import type { Lattice } from "./lattice.ts";
import { type Needs, NUMBER } from "./needs.ts";
import { onceForEachWord } from "./once-for-each.ts";
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
  const idsOf = onceForEachWord((word): Ids => ({ needed: needed.of(word), beginnings: beginnings.of(word) }));
  /** The text for which each is awake. */
  const awake = new Uint32Array(phrases.length);
  let text = 0;
  /** The phrases that may begin with each of its words, one after the other, and where those of a place begin. What is behind is of texts before. */
  const begun: number[][] = [];
  const begunFrom: number[] = [];
  const add = (ids: number[], found: State[]): void => {
    for (const id of ids) {
      const start = starts[id];
      if (awake[id] === text && start !== undefined) found.push(start);
    }
  };
  return {
    take({ from }, budget) {
      text = (text + 1) >>> 0;
      let isAny = always.length > 0;
      for (const id of always) awake[id] = text;
      let edges = 0;
      for (let at = 0; at < from.length; at++) {
        begunFrom[at] = edges;
        for (const { word } of from[at] ?? []) {
          const { needed, beginnings } = idsOf(word);
          begun[edges++] = beginnings;
          // As many steps as there are phrases that may begin here, awake or not: a text that is made to be doubtful stays dear.
          budget.left = Math.max(0, budget.left - 1 - STEPS * beginnings.length);
          for (const id of needed) awake[id] = text;
          isAny ||= needed.length > 0;
        }
      }
      return isAny;
    },
    startsAt(walk, at) {
      const found: State[] = [];
      add(anywhere, found);
      const edges = walk.lattice.from[at] ?? [];
      for (let edge = 0; edge < edges.length; edge++) {
        if (walk.budget.left <= 0) return found;
        const before = found.length;
        add(begun[(begunFrom[at] ?? 0) + edge] ?? [], found);
        if (found.length > before && !walk.isOpen(at, edges[edge]?.to ?? at)) found.length = before;
      }
      return found;
    },
  };
}

/** Of the phrases that need a word, and of those that may begin with it. */
interface Ids {
  needed: number[];
  beginnings: number[];
}

/** Ids by words, stems (`suicid*`), and `NUMBER`. */
function createWordIndex() {
  const byWord = new Map<string, number[]>();
  /** By the first letters of the stem. */
  const byStem = new Map<string, { stem: string; id: number }[]>();
  const byNumber: number[] = [];
  return {
    add(atom: string, id: number): void {
      if (atom === NUMBER) byNumber.push(id);
      else if (atom.endsWith("*")) put(byStem, atom.slice(0, STEM), { stem: atom.slice(0, -1), id });
      else put(byWord, atom, id);
    },
    of(word: string): number[] {
      const stems = byStem.get(word.slice(0, STEM))?.filter(({ stem }) => word.startsWith(stem)) ?? [];
      return [...(byWord.get(word) ?? []), ...(isNumber(word) ? byNumber : []), ...stems.map(({ id }) => id)];
    },
  };
}

/** That a phrase takes at least which is followed and found to be none. */
const STEPS = 2;

/** No stem is shorter. */
const STEM = 3;

function put<T>(map: Map<string, T[]>, key: string, one: T): void {
  const known = map.get(key);
  if (known) known.push(one);
  else map.set(key, [one]);
}
