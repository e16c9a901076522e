import { foldedText } from "../normalise.ts";

const A = 97;

/** Every way in which a text may be meant. `words` are those that are looked for. */
export function readingsOf(text: string, words: ReadonlySet<string>): ReadonlySet<string> {
  const written = withTagsShown(text);
  const shown = foldedText(written);
  const said = shown.match(/\p{L}+/gu) ?? [];
  const only = said.filter((word) => words.has(word));
  // Most of them come out the same.
  return new Set([
    shown,
    ...(MASKED.test(shown) ? [unmasked(shown, "i"), unmasked(shown, "l")] : []),
    only.join(" "),
    // Before folding, which takes Hangul apart.
    foldedText(reversed(written)),
    foldedText(written.replace(/\p{L}+/gu, reversed)),
    mirrored(shown),
    ...rearranged(said, words),
    ...spelledInCode(shown),
    ...decoded(text),
    bones(shown),
  ]);
}

/**
 * The letters of a folded text, each as the way from the one before it in the alphabet, round the corner: so a text reads
 * the same whichever alphabet it was shifted by, ROT13 among them. Letters of other scripts stand for themselves, those that
 * are whole syllables or words as two. They are there until the next text.
 */
export function stepsOf(folded: string): Uint16Array {
  const steps = withRoomFor(folded.length);
  let length = 0;
  let from = 0;
  for (let at = 0; at < folded.length; at++) {
    const to = folded.charCodeAt(at);
    if (to > LAST_ASCII) return stepsOfAny(folded);
    if (!isLatin(to)) continue;
    if (from !== 0) steps[length++] = A + ((to - from + 26) % 26);
    from = to;
  }
  return steps.subarray(0, length);
}

const LAST_ASCII = 127;
const MOST_KEPT = 4_096;
const STEPS = new Uint16Array(MOST_KEPT);
const withRoomFor = (length: number): Uint16Array => (length <= MOST_KEPT ? STEPS : new Uint16Array(length));

function stepsOfAny(folded: string): Uint16Array {
  const letters = folded.replace(/\P{L}/gu, "").replace(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu, "$&$&");
  const steps = withRoomFor(letters.length);
  for (let at = 1; at < letters.length; at++) {
    const [from, to] = [letters.charCodeAt(at - 1), letters.charCodeAt(at)];
    steps[at - 1] = isLatin(from) && isLatin(to) ? A + ((to - from + 26) % 26) : to;
  }
  return steps.subarray(0, Math.max(0, letters.length - 1));
}

const isLatin = (code: number): boolean => code >= A && code < A + 26;

/** A text without its vowels, which can be guessed, and which may have been left out or changed into others. */
export const bones = (folded: string): string => folded.replace(/[aeiou]/g, "");

/** The last word first; first letters, as in an acrostic or "Mike Alpha"; last letters; every second letter; and pig Latin. */
function rearranged(said: string[], words: ReadonlySet<string>): string[] {
  const letters = said.join("");
  const every = (first: number): string => {
    let some = "";
    for (let at = first; at < letters.length; at += 2) some += letters.charAt(at);
    return some;
  };
  return [
    said.toReversed().join(""),
    said.map((word) => word.charAt(0)).join(""),
    said.map((word) => word.charAt(word.length - 1)).join(""),
    every(0),
    every(1),
    said.map((word) => fromPigLatin(word, words)).join(""),
  ];
}

/** "arlamay" is "marla": what stood first stands before an "ay" (or "way", "yay" where nothing did). */
function fromPigLatin(word: string, words: ReadonlySet<string>): string {
  if (!word.endsWith("ay") || word.length < 4) return word;
  const rest = word.slice(0, -2);
  const turned = [1, 2, 3, 0].map((count) => rest.slice(rest.length - count) + rest.slice(0, rest.length - count));
  return [...turned, rest.slice(0, -1)].find((one) => words.has(one)) ?? turned[0] ?? word;
}

/** Numbers that stand for letters, by their place in the alphabet or in ASCII, in tens or in twos; and Morse's dots and dashes. */
function spelledInCode(shown: string): string[] {
  const numbers = shown.match(/\d{1,3}(?!\d)/g)?.map(Number) ?? [];
  const bits = shown.match(/(?<!\d)[01]{8}(?!\d)/g)?.map((byte) => parseInt(byte, 2)) ?? [];
  const morse = shown.match(/[.\u00b7\u2022-]{1,4}(?=[\s/|]|$)/g) ?? [];
  return [
    numbers.length < FEWEST ? "" : numbers.map((number) => letterAt(number + A - 1)).join(""),
    numbers.length < FEWEST ? "" : numbers.map((number) => letterAt(number)).join(""),
    bits.map(letterAt).join(""),
    morse.length < FEWEST ? "" : morse.map((signs) => MORSE.get(signs.replace(/[\u00b7\u2022]/g, ".")) ?? "").join(""),
  ];
}

/** An answer that counts to ten is none in numbers. */
const FEWEST = 12;

const letterAt = (code: number): string => {
  const letter = String.fromCharCode(code).toLowerCase();
  return /[a-z]/.test(letter) ? letter : "";
};

const MORSE = new Map(
  ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
    .split(" ")
    .map((signs, at) => [signs, String.fromCharCode(A + at)]),
);

/** Characters of the block "Tags" are ASCII that nobody sees: https://www.unicode.org/charts/PDF/UE0000.pdf */
const withTagsShown = (text: string): string =>
  text.replace(/[\u{E0020}-\u{E007E}]/gu, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000));

/** Digits and signs that stand for letters; 1 and | for either of two. */
const unmasked = (text: string, one: "i" | "l"): string => text.replace(MASKS_IN, (sign) => MASKS[sign] ?? one);

const MASKED = /[013456789@$€£+]|[|!](?=\p{L})/u;
const MASKS_IN = new RegExp(MASKED, "gu");

const MASKS: Record<string, string> = {
  0: "o",
  3: "e",
  4: "a",
  5: "s",
  6: "g",
  7: "t",
  8: "b",
  9: "g",
  "@": "a",
  $: "s",
  "€": "e",
  "£": "l",
  "+": "t",
};

function reversed(text: string): string {
  if (!isAscii(text)) return Array.from(text).reverse().join("");
  for (let at = 0; at < text.length; at++) SCRATCH[at] = text.charCodeAt(text.length - 1 - at);
  return SCRATCH.toString("latin1", 0, text.length);
}

const SCRATCH = Buffer.alloc(MOST_KEPT);

function isAscii(text: string): boolean {
  if (text.length > SCRATCH.length) return false;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > LAST_ASCII) return false;
  return true;
}

/** Atbash: the alphabet from its end. */
function mirrored(text: string): string {
  if (!isAscii(text)) return text.replace(/[a-z]/g, (letter) => String.fromCharCode(2 * A + 25 - letter.charCodeAt(0)));
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    SCRATCH[at] = isLatin(code) ? 2 * A + 25 - code : code;
  }
  return SCRATCH.toString("latin1", 0, text.length);
}

/** Prose has hardly any of these; in base64 of letters every four signs have two of them. */
const MAY_BE_BASE64 = /(?:[A-Z0-9+/][^A-Z0-9+/]*){6}/;

/** What is in base64 and hex, where there is any, whichever character it begins at. Bytes that are no letters are skipped. */
function decoded(text: string): string[] {
  const dense = text.replace(/\s/g, "");
  const base64 = MAY_BE_BASE64.test(dense) ? (dense.match(/[A-Za-z0-9+/-]{20,}/g)?.join("") ?? "") : "";
  const hex = dense.match(/(?:(?:0x|\\x|%|[,:;-])?[0-9a-f]{2}){10,}/gi)?.join("") ?? "";
  const digits = hex.replace(/0x|[^0-9a-f]/gi, "");
  return [
    ...(base64 === "" ? [] : [0, 1, 2, 3].map((at) => Buffer.from(base64.slice(at), "base64"))),
    ...(digits === "" ? [] : [0, 1].map((at) => Buffer.from(digits.slice(at), "hex"))),
  ].map((bytes) =>
    bytes
      .toString("latin1")
      .toLowerCase()
      .replace(/[^a-z]/g, ""),
  );
}
