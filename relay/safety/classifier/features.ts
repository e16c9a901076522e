import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { fold, once } from "../normalise.ts";

/**
 * What a classifier sees of a text, as 32-bit hashes: its words, what they begin with, neighbours, and concepts that stand near
 * each other in any order. Some hundred for a line of ten words.
 * @param isKept Only features that one of these words or signs is part of.
 */
export function featuresOf(words: string[], isKept?: (part: string) => boolean): Set<number> {
  const features = new Set<number>();
  tellFeatures(words, (feature) => features.add(feature), isKept);
  return features;
}

/** The same, one by one and some of them twice. */
export function tellFeatures(
  words: string[],
  tell: (feature: number) => void,
  isKept?: (part: string) => boolean,
): void {
  const heads = words.map((word) => part(word.slice(0, HEAD), isKept));
  const plain = words.map((word) => part(word, isKept));
  const signs = ["^", ...words.map(signOf), "$"].map((sign) => part(sign, isKept));
  const add = (kind: number, one: Part, two?: Part, three?: Part): void => {
    if (!one.isKept && !two?.isKept && !three?.isKept) return;
    tell((mix(mix(mix(kind, one.hash), two?.hash ?? 0), three?.hash ?? 0) & ~1) >>> 0);
  };
  plain.forEach((word, at) => {
    const [before, first, head] = [plain[at - 1], plain[at - 2], heads[at]];
    add(WORD, word);
    if (head && head.hash !== word.hash) add(BEGINNING, head);
    if (before) add(WORDS, before, word);
    if (before && first) tell((mix(mix(mix(WORDS, first.hash), before.hash), word.hash) | 1) >>> 0);
  });
  signs.forEach((sign, at) => {
    const [before, first] = [signs[at - 1], signs[at - 2]];
    add(SIGN, sign);
    if (before) add(SIGNS, before, sign);
    if (before && first) add(SIGNS, first, before, sign);
    for (let back = 1; back <= WINDOW; back++) {
      const other = signs[at - back];
      if (!other) break;
      if (sign.isConcept && other.isConcept)
        add(NEAR, other.hash < sign.hash ? other : sign, other.hash < sign.hash ? sign : other);
      if (back > 1) add(AFTER, other, sign);
    }
  });
}

interface Part {
  hash: number;
  isConcept: boolean;
  isKept: boolean;
}

const part = (text: string, isKept?: (part: string) => boolean): Part => ({
  hash: hashOf(text),
  isConcept: isConcept(text),
  isKept: isKept?.(text) ?? true,
});

/** The feature of a word that is there, wherever. */
export const wordFeature = (word: string): number => (mix(mix(mix(WORD, hashOf(word)), 0), 0) & ~1) >>> 0;

/** Three words in a row, whatever they are: the features that are odd. */
export const isTriple = (feature: number): boolean => (feature & 1) === 1;

/** Kinds of features. */
const [WORD, BEGINNING, WORDS, SIGN, SIGNS, NEAR, AFTER] = [1, 2, 3, 4, 5, 6, 7];
const HEAD = 5;
/** How far from each other words may be that belong together. */
const WINDOW = 5;

const CONCEPTS = readConcepts();

export const isConcept = (sign: string): boolean => sign.startsWith("@");

/** What stands for a word: its concept, the kind of its number, or itself. */
export function signOf(word: string): string {
  if (isDigit(word.charCodeAt(0)) && /^\d+$/.test(word)) return word.length < 4 ? "#few" : "#many";
  return CONCEPTS.get(word) ?? word;
}

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
