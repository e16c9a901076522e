import { GAP, phraseEnd, type State } from "./automaton.ts";
import { compile, type Lists } from "./compile.ts";
import { splitRunTogether } from "./run-together.ts";

export interface Phrases {
  /** Is any of them in this reading of a text (see `readings`)? */
  isIn(reading: string[]): boolean;
  /** Takes them out, and leaves gaps that no other phrase goes across. */
  takenOut(reading: string[]): string[];
}

/** @throws {SyntaxError} where a phrase is not well formed; their language is told in `compile.ts`. */
export function phrasesOf(tables: { phrases: string[]; lists: Lists }[]): Phrases {
  const root: State = {};
  const vocabularies = tables.map(({ phrases, lists }) => {
    const vocabulary = new Set<string>();
    for (const phrase of phrases) compile(phrase, lists, root, vocabulary);
    return vocabulary;
  });
  return {
    isIn: (reading) =>
      reading.some((_word, at) => phraseEnd(root, reading, at) !== undefined) ||
      reading.some((word) => vocabularies.some((known) => isRunTogether(root, splitRunTogether(word, known)))),
    takenOut(reading) {
      const rest: string[] = [];
      for (let at = 0; at < reading.length; at++) {
        const end = phraseEnd(root, reading, at);
        rest.push(end === undefined ? (reading[at] ?? GAP) : GAP);
        if (end !== undefined) at = end - 1;
      }
      return rest;
    },
  };
}

/** Shorter ones occur by chance: "kms" is in no word that anybody would miss. */
const SHORTEST_RUN = 7;

const isRunTogether = (root: State, words: string[]): boolean =>
  words.some((_word, at) => {
    const end = phraseEnd(root, words, at) ?? at;
    return end > at + 1 && words.slice(at, end).join("").length >= SHORTEST_RUN;
  });
