import type { Walk } from "./automaton.ts";
import type { Lattice } from "./lattice.ts";
import { type Needs, NUMBER } from "./needs.ts";
import { isNumber, type List, type State } from "./phrase-states.ts";

/** Some phrases, and where those of them may begin that a text may have. */
export interface PhraseIndex {
  /** Takes up a text: of most phrases there is nothing in it that they cannot do without. Whether it may have any. */
  take(lattice: Lattice): boolean;
  /** Of the text that was taken up last. */
  startsAt(walk: Walk, at: number): State[];
}

export function phraseIndexOf(phrases: List[], needsOf: (phrase: List) => Needs | undefined): PhraseIndex {
  const needed = createWordIndex();
  const beginnings = createWordIndex();
  const [always, anywhere]: [number[], number[]] = [[], []];
  phrases.forEach((phrase, id) => {
    const needs = needsOf(phrase);
    if (needs === undefined) always.push(id);
    else for (const need of needs) needed.add(need, id);
    const { words, stems, isAnyNumber, isAnyWord, isNothing } = phrase.beginning;
    for (const word of words) beginnings.add(word, id);
    for (const stem of stems) beginnings.add(`${stem}*`, id);
    if (isAnyNumber) beginnings.add(NUMBER, id);
    if (isAnyWord || isNothing) anywhere.push(id);
  });
  const starts = phrases.map(({ start }) => start);
  /** The text for which each is awake. */
  const awake = new Uint32Array(phrases.length);
  let text = 0;
  return {
    take({ from }) {
      text = (text + 1) >>> 0;
      let isAny = false;
      const wake = (id: number): void => {
        awake[id] = text;
        isAny = true;
      };
      always.forEach(wake);
      for (const edges of from) for (const { word } of edges) needed.each(word, wake);
      return isAny;
    },
    startsAt(walk, at) {
      const found: State[] = [];
      const add = (id: number): void => {
        const start = starts[id];
        if (awake[id] === text && start !== undefined) found.push(start);
      };
      anywhere.forEach(add);
      for (const { word, to } of walk.lattice.from[at] ?? [])
        if (walk.budget.left-- > 0 && walk.isOpen(at, to)) beginnings.each(word, add);
      return found;
    },
  };
}

/** Numbers by words, stems (`suicid*`), and `NUMBER`. */
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
    each(word: string, tell: (id: number) => void): void {
      for (const id of byWord.get(word) ?? NONE) tell(id);
      if (isNumber(word)) byNumber.forEach(tell);
      if (word.length < STEM) return;
      for (const { stem, id } of byStem.get(word.slice(0, STEM)) ?? NONE) if (word.startsWith(stem)) tell(id);
    },
  };
}

const NONE: never[] = [];

/** No stem is shorter. */
const STEM = 3;

function put<T>(map: Map<string, T[]>, key: string, one: T): void {
  const known = map.get(key);
  if (known) known.push(one);
  else map.set(key, [one]);
}
