import { phraseEnd } from "./automaton.ts";
import type { Compile } from "./compile.ts";
import { GAP, type Heard, isNumber, type List, type State } from "./phrase-states.ts";
import { splitRunTogether } from "./run-together.ts";
import { vocabularyOf } from "./vocabulary.ts";

export interface Phrases {
  /** Is any of them in this reading of a text (see `readings`)? */
  isIn(reading: string[]): boolean;
  /** Takes them out, and leaves gaps that no other phrase goes across. */
  takenOut(reading: string[]): string[];
}

/** @throws {SyntaxError} where a phrase is not well formed; their language is told in `compile.ts`. */
export function phrasesOf(tables: { phrases: string[]; compile: Compile }[]): Phrases {
  const byTable = tables.map(({ phrases, compile }) => phrases.map(compile));
  const vocabularies = byTable.map((phrases) => vocabularyOf(phrases.map(({ start }) => start)));
  const find = finderOf(byTable.flat());
  return {
    isIn(reading) {
      const endAt = find(reading);
      return (
        reading.some((_word, at) => endAt(at) !== undefined) ||
        reading.some((word) => vocabularies.some((known) => isRunTogether(find, splitRunTogether(word, known))))
      );
    },
    takenOut(reading) {
      const endAt = find(reading);
      const rest: string[] = [];
      for (let at = 0; at < reading.length; at++) {
        const end = endAt(at);
        rest.push(end === undefined ? (reading[at] ?? GAP) : GAP);
        if (end !== undefined) at = end - 1;
      }
      return rest;
    },
  };
}

/** Where the longest phrase ends that begins at an index of a reading. */
type Find = (reading: string[]) => (at: number) => number | undefined;

/** Most words begin no phrase, so phrases are kept by what they begin with. */
function finderOf(phrases: List[]): Find {
  const byWord = new Map<string, State[]>();
  const byStem = new Map<string, State[]>();
  const byNumber: State[] = [];
  const byAnything: State[] = [];
  for (const { start, beginning } of phrases) {
    for (const word of beginning.words) byWord.set(word, [...(byWord.get(word) ?? []), start]);
    for (const stem of beginning.stems) byStem.set(stem, [...(byStem.get(stem) ?? []), start]);
    if (beginning.isAnyNumber) byNumber.push(start);
    if (beginning.isAnyWord || beginning.isNothing) byAnything.push(start);
  }
  return (reading) => {
    const heard: Heard = [];
    return (at) => {
      const word = reading[at];
      if (word === undefined) return undefined;
      const candidates = [...byAnything, ...(byWord.get(word) ?? []), ...(isNumber(word) ? byNumber : [])];
      for (const [stem, starts] of byStem) if (word.startsWith(stem)) candidates.push(...starts);
      return candidates.length === 0 ? undefined : phraseEnd({ free: candidates }, reading, at, heard);
    };
  };
}

/** Shorter ones occur by chance: "kms" is in no word that anybody would miss. */
const SHORTEST_RUN = 7;

function isRunTogether(find: Find, words: string[]): boolean {
  if (!hasRoom(words)) return false;
  const endAt = find(words);
  return words.some((_word, at) => {
    const end = endAt(at) ?? at;
    return end > at + 1 && words.slice(at, end).join("").length >= SHORTEST_RUN;
  });
}

/** Whether a phrase of enough letters fits between two gaps. */
function hasRoom(words: string[]): boolean {
  let count = 0;
  let letters = 0;
  for (const word of words) {
    count = word === GAP ? 0 : count + 1;
    letters = word === GAP ? 0 : letters + word.length;
    if (count > 1 && letters >= SHORTEST_RUN) return true;
  }
  return false;
}
