import { follow, type Visited, type Walk } from "./automaton.ts";
import type { Budget } from "./budget.ts";
import type { Compile } from "./compile.ts";
import { type Lattice, latticeOfWords } from "./lattice.ts";
import { needsOf } from "./needs.ts";
import { onceForEach } from "./once-for-each.ts";
import { type PhraseIndex, phraseIndexOf } from "./phrase-index.ts";
import { newState } from "./phrase-states.ts";
import { splitRunTogether } from "./run-together.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";

/** Phrases of one language, by kind. Those of the kind `harmless` are taken out before any other is looked for. */
export interface PhraseTable {
  phrases: Record<string, string[]>;
  compile: Compile;
}

/** Says of which kinds a text has phrases. */
export type FindPhrases = (lattice: Lattice, budget: Budget) => ReadonlySet<string>;

/** @throws {SyntaxError} where a phrase is not well formed; their language is told in `compile.ts`. */
export function phrasesOf(tables: PhraseTable[]): FindPhrases {
  const compiled = tables.map(({ phrases, compile }) =>
    Object.entries(phrases).flatMap(([kind, written]) => written.map((phrase) => ({ kind, ...compile(phrase, kind) }))),
  );
  const needs = needsOf(compiled.flat());
  const harmful = compiled.map((table) => table.filter(({ kind }) => kind !== HARMLESS));
  const vocabulary = vocabularyOf(harmful.map((table) => table.map(({ start }) => start)));
  const harmless = phraseIndexOf(
    compiled.flat().filter(({ kind }) => kind === HARMLESS),
    needs,
  );
  const index = phraseIndexOf(harmful.flat(), needs);
  const kindsInRun = onceForEach((run, budget) => {
    const kinds = new Set<string>();
    if (isWord(run, vocabulary)) return kinds;
    for (const words of splitRunTogether(run, vocabulary, budget)) addRunTogether(words, index, budget, kinds);
    return kinds;
  });
  return (lattice, budget) => {
    const kinds = new Set<string>();
    if (index.take(lattice, budget)) {
      // Found out when a phrase begins: in most texts none does.
      let isOpen: Walk["isOpen"] | undefined;
      const walk: Walk = {
        lattice,
        budget,
        heard: [],
        isOpen: (from, to) => (isOpen ??= isOpenIn(lattice, harmless, budget))(from, to),
      };
      const visited: Visited = [];
      for (let at = 0; at < lattice.from.length && budget.left > 0; at++)
        for (const start of index.startsAt(walk, at)) follow(walk, start, at, visited, (kind) => kinds.add(kind));
    }
    for (const run of runsIn(lattice)) if (budget.left > 0) for (const kind of kindsInRun(run, budget)) kinds.add(kind);
    return kinds;
  };
}

const HARMLESS = "harmless";

/** What no harmless phrase is made of. The longest that begins at a place counts, and the next begins after it. */
function isOpenIn(lattice: Lattice, harmless: PhraseIndex, budget: Budget): Walk["isOpen"] {
  if (!harmless.take(lattice, budget)) return () => true;
  const spans: [from: number, to: number][] = [];
  const walk: Walk = { lattice, budget, heard: [], isOpen: () => true };
  const place = (node: number): number => lattice.at[node] ?? 0;
  for (let at = 0; at < lattice.from.length && budget.left > 0; at++) {
    const starts = harmless.startsAt(walk, at);
    if (starts.length === 0) continue;
    let end = place(at);
    follow(walk, newState({ free: starts }), at, [], (_kind, to) => (end = Math.max(end, place(to))));
    if (end > place(at)) spans.push([place(at), end]);
  }
  if (spans.length === 0) return () => true;
  const taken = apart(spans);
  return (from, to) => !taken.some(([start, end]) => place(from) < end && place(to) > start);
}

function apart(spans: [from: number, to: number][]): [from: number, to: number][] {
  const kept: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0]))
    if (from >= (kept.at(-1)?.[1] ?? 0)) kept.push([from, to]);
  return kept;
}

/** Shorter ones occur by chance: "kms" is in no word that anybody would miss. */
const SHORTEST_RUN = 7;

function runsIn({ from }: Lattice): Set<string> {
  const runs = new Set<string>();
  for (const edges of from) for (const { word } of edges) if (word.length >= SHORTEST_RUN) runs.add(word);
  return runs;
}

function isWord(word: string, vocabulary: Vocabulary): boolean {
  let node: Vocabulary | undefined = vocabulary;
  for (let at = 0; at < word.length && node !== undefined; at++) node = node.next.get(word.charAt(at));
  return node !== undefined && node.tables !== 0;
}

function addRunTogether(words: (string | undefined)[], index: PhraseIndex, budget: Budget, kinds: Set<string>): void {
  if (!hasRoom(words)) return;
  const walk: Walk = { lattice: latticeOfWords(words), budget, heard: [], isOpen: () => true };
  if (!index.take(walk.lattice, budget)) return;
  for (let at = 0; at < words.length && budget.left > 0; at++)
    follow(walk, newState({ free: index.startsAt(walk, at) }), at, [], (kind, end) => {
      if (end > at + 1 && words.slice(at, end).join("").length >= SHORTEST_RUN) kinds.add(kind);
    });
}

/** Whether a phrase of enough letters fits between two gaps. */
function hasRoom(words: (string | undefined)[]): boolean {
  let count = 0;
  let letters = 0;
  for (const word of words) {
    count = word === undefined ? 0 : count + 1;
    letters = word === undefined ? 0 : letters + word.length;
    if (count > 1 && letters >= SHORTEST_RUN) return true;
  }
  return false;
}
