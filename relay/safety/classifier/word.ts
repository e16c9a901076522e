import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { fold, once } from "../normalise.ts";
import { onceForEachWord } from "../once-for-each.ts";
import { hashOf, mixed } from "./hash.ts";

/** What a word tells by itself, and what it goes by beside others. */
export interface Word {
  hash: number;
  /** The features that it has wherever it stands: itself, its pieces, what it begins with. */
  own: number[];
  /** Its concept, or what kind of number it is, or itself. */
  sign: Sign;
  kin: Kin;
}

export interface Sign {
  hash: number;
  feature: number;
  isConcept: boolean;
}

export interface Kin {
  hash: number;
  feature: number;
}

export const wordOf = onceForEachWord(readWord);

/** The feature of a word that is there, wherever. */
export const wordFeature = (text: string): number => wordOf(text).own[0] ?? 0;

/** Whether a word is enough by itself: what no character says, in any of the languages. */
export const isFoul = (word: string): boolean => CONCEPTS.get(word) === "@foul";

export const signNamed = (name: string): Sign => {
  const hash = hashOf(name);
  return { hash, feature: mixed(SIGN, hash), isConcept: name.startsWith("@") };
};

export const kinNamed = (hash: number): Kin => ({ hash, feature: mixed(KIN, hash) });

function readWord(text: string): Word {
  const hash = hashOf(text);
  const beginning = text.length > HEAD ? [mixed(BEGINNING, hashOf(text, 0, HEAD))] : [];
  return {
    hash,
    own: [mixed(WORD, hash), ...piecesOf(text), ...beginning],
    sign: signNamed(signOf(text)),
    kin: kinNamed(kinOf(text)),
  };
}

/** Every four letters of a word, its ends among them, which a misspelling leaves. */
function piecesOf(word: string): number[] {
  const marked = `<${word}>`;
  return Array.from({ length: Math.max(0, marked.length - PIECE_SIZE + 1) }, (_, from) =>
    mixed(PIECE, hashOf(marked, from, from + PIECE_SIZE)),
  );
}

/** Kinds of features: those of several words are in `features.ts`. */
const [WORD, BEGINNING, SIGN, PIECE, KIN] = [1, 2, 4, 8, 9];
const HEAD = 5;
const PIECE_SIZE = 4;

const CONCEPTS = readConcepts();

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

const STRANGE = hashOf("?");

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
