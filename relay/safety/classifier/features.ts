import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { fold, once } from "../normalise.ts";

/**
 * What a classifier sees of a text, as 32-bit hashes: its words, what they begin with, neighbours, and concepts that stand near
 * each other in any order. Some hundred for a line of ten words.
 */
export function featuresOf(words: string[]): Set<number> {
  const features = new Set<number>();
  tellFeatures(words, (feature) => features.add(feature));
  return features;
}

/** The same, one by one and some of them twice. */
export function tellFeatures(words: string[], tell: (feature: number) => void): void {
  const add = (kind: number, one: number, two = 0, three = 0): void => {
    tell(mix(mix(mix(kind, one), two), three));
  };
  const plain = words.map(hashOf);
  words.forEach((word, at) => {
    const [own = 0, before, first] = [plain[at], plain[at - 1], plain[at - 2]];
    add(WORD, own);
    if (word.length > HEAD) add(BEGINNING, hashOf(word.slice(0, HEAD)));
    if (before !== undefined) add(WORDS, before, own);
    if (before !== undefined && first !== undefined) add(WORDS, first, before, own);
  });
  const signs = ["^", ...words.map(signOf), "$"].map((sign) => ({ hash: hashOf(sign), isConcept: isConcept(sign) }));
  signs.forEach((sign, at) => {
    const [before, first] = [signs[at - 1], signs[at - 2]];
    add(SIGN, sign.hash);
    if (before) add(SIGNS, before.hash, sign.hash);
    if (before && first) add(SIGNS, first.hash, before.hash, sign.hash);
    for (let back = 1; back <= WINDOW; back++) {
      const other = signs[at - back];
      if (!other) break;
      if (sign.isConcept && other.isConcept)
        add(NEAR, Math.min(other.hash, sign.hash), Math.max(other.hash, sign.hash));
      if (back > 1) add(AFTER, other.hash, sign.hash);
    }
  });
}

/** The feature of a word that is there, wherever. */
export const wordFeature = (word: string): number => mix(mix(mix(WORD, hashOf(word)), 0), 0);

/** Kinds of features. */
const [WORD, BEGINNING, WORDS, SIGN, SIGNS, NEAR, AFTER] = [1, 2, 3, 4, 5, 6, 7];
const HEAD = 5;
/** How far from each other words may be that belong together. */
const WINDOW = 5;

const CONCEPTS = readConcepts();

/** Whether a word is enough by itself: what no character says, in any of the languages. */
export const isFoul = (word: string): boolean => CONCEPTS.get(word) === "@foul";

const isConcept = (sign: string): boolean => sign.startsWith("@");

/** What stands for a word: its concept or that of its stem, the kind of its number, or itself. */
function signOf(word: string): string {
  if (isDigit(word.charCodeAt(0)) && /^\d+$/.test(word)) return word.length < 4 ? "#few" : "#many";
  const concept = CONCEPTS.get(word);
  if (concept !== undefined) return concept;
  const ending = word.length > 5 ? ENDINGS.find((one) => word.endsWith(one)) : undefined;
  return (ending === undefined ? undefined : CONCEPTS.get(word.slice(0, -ending.length))) ?? word;
}

/** Of English plurals and verbs, of whom a Spanish or Portuguese verb is about, and of whose an Indonesian thing is. */
const ENDINGS = ["nya", "ing", "ed", "mu", "ku", "te", "me", "es", "s"];

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function readConcepts(): Map<string, string> {
  const written = parse(readFileSync(join(import.meta.dirname, "concepts.yaml"), "utf8")) as Record<string, string>;
  return new Map(
    Object.entries(written).flatMap(([concept, words]) =>
      words.split(/\s+/).map((word): [string, string] => [once(fold(word).text), `@${concept}`]),
    ),
  );
}

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

const mix = (hash: number, more: number): number => {
  const mixed = Math.imul(hash ^ more, 0x85ebca6b);
  return (Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) ^ (hash << 5)) >>> 0;
};
