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
  const plain = words.map((word) => hashOf(word));
  words.forEach((word, at) => {
    const [own = 0, before, first] = [plain[at], plain[at - 1], plain[at - 2]];
    add(WORD, own);
    tellPieces(word, (piece) => add(PIECE, piece));
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
  tellKin(words, add);
}

type Add = (kind: number, one: number, two?: number, three?: number) => void;

/** Words that are used alike, alone and one after another: what was learnt of "knife" is partly known of "dagger". */
function tellKin(words: string[], add: Add): void {
  const kin = [START, ...words.map(kinOf), END];
  kin.forEach((own, at) => {
    add(KIN, own);
    for (let back = 1; back < WINDOW && back <= at; back++)
      add(back === 1 ? KIN_NEXT : KIN_AFTER, kin[at - back] ?? 0, own);
  });
}

/** Every four letters of a word, its ends among them, which a misspelling leaves. */
function tellPieces(word: string, tell: (piece: number) => void): void {
  const marked = `<${word}>`;
  for (let from = 0; from + PIECE_SIZE <= marked.length; from++) tell(hashOf(marked, from, from + PIECE_SIZE));
}

/** The feature of a word that is there, wherever. */
export const wordFeature = (word: string): number => mix(mix(mix(WORD, hashOf(word)), 0), 0);

/** Kinds of features. */
const [WORD, BEGINNING, WORDS, SIGN, SIGNS, NEAR, AFTER, PIECE, KIN, KIN_NEXT, KIN_AFTER] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
];
const HEAD = 5;
const PIECE_SIZE = 4;
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

const [START, END, STRANGE] = [hashOf("^"), hashOf("$"), hashOf("?")];

/** What stands for a word and those that are used as it is: its concept, or its line in `kindred.txt`. */
function kinOf(word: string): number {
  const concept = CONCEPTS.get(word);
  return concept === undefined ? (KINDRED.get(word) ?? STRANGE) : hashOf(concept);
}

/**
 * English words that are used alike are in one line: 250 groups of 25,000 vectors of GloVe (public domain), without their mean and first two
 * components, by spherical k-means: https://nlp.stanford.edu/projects/glove/
 */
const KINDRED = new Map(
  readFileSync(join(import.meta.dirname, "kindred.txt"), "utf8")
    .split("\n")
    .flatMap((line, index) => line.split(" ").map((word): [string, number] => [word, index + 1])),
);

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
function hashOf(text: string, from = 0, to = text.length): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

const mix = (hash: number, more: number): number => {
  const mixed = Math.imul(hash ^ more, 0x85ebca6b);
  return (Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) ^ (hash << 5)) >>> 0;
};
