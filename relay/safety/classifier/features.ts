import { hashOf, mixed } from "./hash.ts";
import { kinNamed, signNamed, type Word, wordOf } from "./word.ts";

/**
 * What a classifier sees of a text, as 32-bit hashes: its words, what they begin with, neighbours, and concepts that stand near
 * each other in any order. Some hundred for a line of ten words, and some of them twice. They are there until the next text.
 */
export function featuresOf(words: string[]): Uint32Array {
  const all = words.map(wordOf);
  length = 0;
  tellWords(all);
  tellSigns(all);
  tellKin(all);
  return FEATURES.subarray(0, length);
}

let FEATURES = new Uint32Array(4_096);
let length = 0;

function tell(feature: number): void {
  if (length === FEATURES.length) {
    const more = new Uint32Array(2 * length);
    more.set(FEATURES);
    FEATURES = more;
  }
  FEATURES[length++] = feature;
}

/** Words, and two and three one after another. */
function tellWords(words: Word[]): void {
  let first: Word | undefined;
  let before: Word | undefined;
  for (const word of words) {
    for (const feature of word.own) tell(feature);
    if (before !== undefined) tell(mixed(WORDS, before.hash, word.hash));
    if (before !== undefined && first !== undefined) tell(mixed(WORDS, first.hash, before.hash, word.hash));
    first = before;
    before = word;
  }
}

/** The same of what stands for them, and which stand near each other. */
function tellSigns(words: Word[]): void {
  const signs = [SIGN_START, ...words.map(({ sign }) => sign), SIGN_END];
  let at = -1;
  for (const sign of signs) {
    at += 1;
    tell(sign.feature);
    const before = at < 1 ? undefined : signs[at - 1];
    const first = at < 2 ? undefined : signs[at - 2];
    if (before) tell(mixed(SIGNS, before.hash, sign.hash));
    if (before && first) tell(mixed(SIGNS, first.hash, before.hash, sign.hash));
    for (let back = 1; back <= Math.min(WINDOW, at); back++) {
      const other = signs[at - back] ?? sign;
      if (sign.isConcept && other.isConcept)
        tell(mixed(NEAR, Math.min(other.hash, sign.hash), Math.max(other.hash, sign.hash)));
      if (back > 1) tell(mixed(AFTER, other.hash, sign.hash));
    }
  }
}

/** Words that are used alike, alone and one after another: what was learnt of "knife" is partly known of "dagger". */
function tellKin(words: Word[]): void {
  const kin = [KIN_START, ...words.map((word) => word.kin), KIN_END];
  let at = -1;
  for (const own of kin) {
    at += 1;
    tell(own.feature);
    for (let back = 1; back < WINDOW && back <= at; back++)
      tell(mixed(back === 1 ? KIN_NEXT : KIN_AFTER, kin[at - back]?.hash ?? 0, own.hash));
  }
}

const [SIGN_START, SIGN_END] = [signNamed("^"), signNamed("$")];
const [KIN_START, KIN_END] = [kinNamed(hashOf("^")), kinNamed(hashOf("$"))];

/** Kinds of features: those of one word are in `word.ts`. */
const [WORDS, SIGNS, NEAR, AFTER, KIN_NEXT, KIN_AFTER] = [3, 5, 6, 7, 10, 11];
/** How far from each other words may be that belong together. */
const WINDOW = 5;
