import { LOOKALIKES } from "./lookalikes.ts";
import { onceForEachWord } from "./once-for-each.ts";

/** A text as it is read aloud, and where each of its UTF-16 units stands in the text as it was written. */
export interface Folded {
  text: string;
  at: number[];
}

/**
 * Lower case, without accents, invisible characters and characters that only look like Latin letters (NFKC and more:
 * full width, bold, circled, Cyrillic, Greek). Digits and punctuation stay. Newlines stay, other white space is one kind.
 */
export function fold(written: string): Folded {
  if (PLAIN.test(written)) return { text: written.toLowerCase(), at: Array.from(written, (_char, offset) => offset) };
  let text = "";
  const at: number[] = [];
  let offset = 0;
  for (const char of written) {
    const read = readAloud(char);
    text += read;
    for (let unit = 0; unit < read.length; unit++) at.push(offset);
    offset += char.length;
  }
  return { text, at };
}

/** The text of `fold` alone, which most who fold need. */
export const foldedText = (written: string): string =>
  (PLAIN.test(written) ? written : written.replace(STRANGE, readAloud)).toLowerCase();

/** ASCII, of which most is that is written; a backtick is an apostrophe. */
const PLAIN = /^[ -_a-~]*$/;
const STRANGE = /[^ -_a-~]/gu;

/**
 * The ways in which a piece of text without spaces may be meant, a dozen at most: as written, with digits and signs taken for
 * letters ("su1c1d3", "k!ll", "d*e"), and each with the points inside words gone ("su.ici.de").
 */
export function variantsOf(chunk: string): Set<string> {
  const variants = new Set<string>();
  for (const quiet of new Set([chunk, chunk.replace(ELISION, "$& ")])) {
    const whole = quiet.replace(APOSTROPHE, "").replace(TWO_AS_A_WORD, " $& ");
    for (let guess = 0; guess < guessesFor(whole); guess++) variants.add(unmasked(whole, guess));
    variants.add(whole);
  }
  for (const variant of [...variants]) variants.add(variant.replace(POINTS_INSIDE, ""));
  return variants;
}

/** How many letters the most doubtful of its signs may stand for. */
const guessesFor = (text: string): number =>
  !SIGN.test(text) || !LETTER.test(text) ? 0 : /[*#]/.test(text) ? 5 : /[16|!]/.test(text) ? 2 : 1;

/** Words and digits in which no letter stands twice in a row ("dieee" and "killl"). */
export const wordsIn = (variant: string): string[] => once(variant).match(/[\p{L}\p{N}]+/gu) ?? [];

/** "kill" and "killl" are "kil": players stretch words, and misspell double letters. */
export const once = (text: string): string => text.replace(/(\p{L})\1+/gu, "$1");

/** Three or more letters or digits that stand alone are a word: "k m s", "d i s c o r d . g g". */
export const joinLetters = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[ .]{1,3}[\p{L}\p{N}]){2,}(?![\p{L}\p{N}])/gu, (letters) =>
    letters.replace(/ /g, ""),
  );

function readAloud(char: string): string {
  // Most of what is written is ASCII, and the way round is slow.
  if (char >= " " && char <= "~" && char !== "`") return char.toLowerCase();
  return readOnce(char);
}

const readOnce = onceForEachWord(readStrange);

function readStrange(char: string): string {
  if (char === "\n") return char;
  if (SPACE.test(char)) return " ";
  if (INVISIBLE.test(char)) return "";
  const twin = LOOKALIKES.get(char);
  if (twin !== undefined) return twin;
  // One sign may be a whole sentence (U+FDFA), and a text of such signs eighteen times as long as it is counted.
  const bare = char.normalize("NFKC").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().slice(0, 4);
  return Array.from(bare, (letter) => LOOKALIKES.get(letter) ?? letter).join("");
}

/** All but the mark of the byte order, which nobody sees; a pattern of Braille without a dot looks like one. */
const SPACE = /[^\S\uFEFF]|[\u0085\u2800]/;
/** Format characters, marks and fillers: https://www.unicode.org/reports/tr36/#Default_Ignorables */
const INVISIBLE = /[\p{Cf}\p{M}\p{Cc}\u115F\u1160\u3164\uFFA0]/u;

/** Signs that stand for letters; some for several, of which each guess takes another. */
function unmasked(text: string, guess: number): string {
  return text.replace(MASKED_WORD, (word) =>
    LETTER.test(word) && SIGN.test(word)
      ? Array.from(word, (sign) => {
          const letters = MASKS[sign];
          return letters?.[Math.min(guess, letters.length - 1)] ?? sign;
        }).join("")
      : word,
  );
}

const MASKED_WORD = /[\p{L}\p{N}@$€£|*#+](?:[\p{L}\p{N}@$€£|*#+!]*[\p{L}\p{N}@$€£|*#+])?/gu;
const LETTER = /\p{L}/u;
const SIGN = /[0-9@$€£|*#+!]/;
const MASKS: Record<string, string> = {
  0: "o",
  1: "il",
  3: "e",
  4: "a",
  5: "s",
  6: "gb",
  7: "t",
  8: "b",
  9: "g",
  "@": "a",
  $: "s",
  "€": "e",
  "£": "l",
  "|": "il",
  "!": "il",
  "+": "t",
  "*": "iuaeo",
  "#": "iuaeo",
};

const APOSTROPHE = /(?<=[\p{L}\p{N}])['"](?=\p{L})/gu;
/** French "m'a" is "m a" to who finds it, and English "don't" is "dont". */
const ELISION = /(?<!\p{L})(?:[cdjlmnst]|qu)'(?=\p{L})/gu;

/** "want2die". */
const TWO_AS_A_WORD = /(?<=\p{L})2(?=\p{L})/gu;

const POINTS_INSIDE = /(?<=\p{L})[^\p{L}\p{N}\s]+(?=\p{L})/gu;
