import { LOOKALIKES } from "./lookalikes.ts";

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

/**
 * Every way in which words may be meant: as written, with digits and signs taken for letters ("su1c1d3", "k!ll", "d*e"),
 * with the points inside words gone ("su.ici.de"), and with spaced-out letters joined ("k m s"). Each is a list of words and
 * digits in which no letter stands twice in a row ("dieee" and "killl").
 */
export function readings(written: string): string[][] {
  const { text } = fold(written);
  const quiet = alsoAs([text], elided).map((words) => words.replace(APOSTROPHE, ""));
  const whole = alsoAs(quiet, joinLetters).map((words) => words.replace(TWO_AS_A_WORD, " $& "));
  const pointed = alsoAs(alsoAs(whole, ...GUESSES), withoutPoints);
  const spelled = alsoAs(pointed.map(wordsOnly), joinLetters);
  return [...new Set(spelled.map(once))].map((words) => words.split(" "));
}

/** The texts and what each change makes of them, each once: most changes do nothing to most texts. */
const alsoAs = (texts: string[], ...changes: ((text: string) => string)[]): string[] =>
  [...new Set(texts)].flatMap((text) => [...new Set([text, ...changes.map((change) => change(text))])]);

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
  if (INVISIBLE.test(char)) return "";
  if (/\s/.test(char)) return char === "\n" ? "\n" : " ";
  const twin = LOOKALIKES.get(char);
  if (twin !== undefined) return twin;
  const bare = char.normalize("NFKC").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return Array.from(bare, (letter) => LOOKALIKES.get(letter) ?? letter).join("");
}

/** Format characters, marks and fillers: https://www.unicode.org/reports/tr36/#Default_Ignorables */
const INVISIBLE = /[\p{Cf}\p{M}\p{Cc}\u115F\u1160\u3164\uFFA0]/u;

/** Signs that stand for letters; some for several, of which each guess takes another. */
function unmasked(text: string, guess: number): string {
  if (!SIGN.test(text)) return text;
  return text.replace(MASKED_WORD, (word) =>
    LETTER.test(word) && SIGN.test(word)
      ? Array.from(word, (sign) => {
          const letters = MASKS[sign];
          return letters?.[Math.min(guess, letters.length - 1)] ?? sign;
        }).join("")
      : word,
  );
}

const GUESSES = [0, 1, 2, 3, 4].map((guess) => (text: string) => unmasked(text, guess));

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
const elided = (text: string): string => text.replace(ELISION, "$& ");

/** "want2die". */
const TWO_AS_A_WORD = /(?<=\p{L})2(?=\p{L})/gu;

const POINTS_INSIDE = /(?<=\p{L})[.,_~/\\|*+·•-]+(?=\p{L})/gu;
const withoutPoints = (text: string): string => text.replace(POINTS_INSIDE, "");

const wordsOnly = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
