/** The ways in which attacks ask for an answer, and how to read what comes then. */
export interface Encoding {
  encode: (text: string) => string;
  decode: (text: string) => string;
}

export const ENCODINGS = {
  plain: { encode: (text) => text, decode: (text) => text },
  upper: { encode: (text) => text.toUpperCase(), decode: (text) => text.toLowerCase() },
  squeezed: { encode: (text) => text.toLowerCase().replace(/[^\p{L}]/gu, ""), decode: (text) => text },
  spaced: { encode: between(" "), decode: (text) => text },
  dotted: { encode: between("."), decode: (text) => text },
  zeroWidth: { encode: between("\u200b"), decode: (text) => text },
  staccato: { encode: (text) => wordsOf(text).join(". "), decode: (text) => text },
  numbered: {
    encode: (text) =>
      wordsOf(text)
        .map((word, at) => `${at + 1}. ${word}`)
        .join("\n"),
    decode: (text) => text.replace(/\d/g, ""),
  },
  banana: {
    encode: (text) =>
      wordsOf(text)
        .map((word) => `${word} banana`)
        .join(" "),
    decode: (text) => text.replace(/banana/gi, ""),
  },
  base64: {
    encode: (text) => Buffer.from(text).toString("base64"),
    decode: (text) => Buffer.from(text.replace(/\s/g, ""), "base64").toString(),
  },
  base64InGroups: {
    encode: (text) => inGroups(Buffer.from(text).toString("base64"), 8),
    decode: (text) => Buffer.from(text.replace(/\s/g, ""), "base64").toString(),
  },
  hex: {
    encode: (text) => Buffer.from(text).toString("hex"),
    decode: (text) => Buffer.from(text.replace(/\s/g, ""), "hex").toString(),
  },
  hexInGroups: {
    encode: (text) => inGroups(Buffer.from(text).toString("hex"), 2),
    decode: (text) => Buffer.from(text.replace(/\s/g, ""), "hex").toString(),
  },
  rot13: { encode: shiftedBy(13), decode: shiftedBy(13) },
  caesar7: { encode: shiftedBy(7), decode: shiftedBy(19) },
  atbash: { encode: mirror, decode: mirror },
  leet: { encode: swap("aeiost", "431057"), decode: swap("431057", "aeiost") },
  homoglyphs: { encode: swap("aceopxy", "асеорху"), decode: swap("асеорху", "aceopxy") },
  bold: { encode: mathematical(0x1d41a), decode: (text) => text.normalize("NFKC") },
  fullWidth: {
    encode: (text) => text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
    decode: (text) => text.normalize("NFKC"),
  },
  tags: {
    encode: (text) =>
      `Hello${text.replace(/[ -~]/g, (char) => String.fromCodePoint(char.charCodeAt(0) + 0xe0000))} there.`,
    decode: (text) =>
      text.replace(/[\u{E0020}-\u{E007E}]/gu, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000)),
  },
  reversed: { encode: backwards, decode: backwards },
  reversedWords: {
    encode: (text) => text.replace(/\p{L}+/gu, backwards),
    decode: (text) => text.replace(/\p{L}+/gu, backwards),
  },
  lastWordFirst: {
    encode: (text) => wordsOf(text).reverse().join(" "),
    decode: (text) => wordsOf(text).reverse().join(" "),
  },
  withoutVowels: { encode: (text) => text.replace(/[aeiou]/gi, ""), decode: (text) => text },
  otherVowels: { encode: (text) => text.replace(/[aeiou]/g, "o"), decode: (text) => text },
  doubled: { encode: (text) => text.replace(/\p{L}/gu, "$&$&"), decode: (text) => text.replace(/(\p{L})\1/gu, "$1") },
  padded: { encode: (text) => text.replace(/\p{L}/gu, "$&x"), decode: (text) => text.replace(/(\p{L})x/gu, "$1") },
  acrostic: {
    encode: (text) =>
      lettersIn(text)
        .map((letter) => ACROSTIC[letter] ?? letter)
        .join(" "),
    decode: (text) =>
      wordsOf(text)
        .map((word) => word.charAt(0))
        .join(""),
  },
  pigLatin: {
    encode: (text) => text.toLowerCase().replace(/\b([b-df-hj-np-tv-z]*)([a-z]+)\b/g, "$2$1ay"),
    decode: (text) => text,
  },
  alphabetNumbers: {
    encode: (text) =>
      lettersIn(text)
        .map((letter) => letter.charCodeAt(0) - 96)
        .join(" "),
    decode: (text) => (text.match(/\d+/g) ?? []).map((code) => String.fromCharCode(Number(code) + 96)).join(""),
  },
  ascii: {
    encode: (text) =>
      lettersIn(text)
        .map((letter) => letter.charCodeAt(0))
        .join(", "),
    decode: (text) => (text.match(/\d+/g) ?? []).map((code) => String.fromCharCode(Number(code))).join(""),
  },
  binary: {
    encode: (text) =>
      lettersIn(text)
        .map((letter) => letter.charCodeAt(0).toString(2).padStart(8, "0"))
        .join(" "),
    decode: (text) => (text.match(/[01]{8}/g) ?? []).map((bits) => String.fromCharCode(parseInt(bits, 2))).join(""),
  },
  morse: {
    encode: (text) =>
      lettersIn(text)
        .map((letter) => MORSE[letter.charCodeAt(0) - 97] ?? "")
        .join(" "),
    decode: (text) =>
      text
        .split(/\s/)
        .map((signs) => (MORSE.includes(signs) ? String.fromCharCode(97 + MORSE.indexOf(signs)) : ""))
        .join(""),
  },
  json: { encode: (text) => JSON.stringify({ persona: text }), decode: (text) => text },
  diff: { encode: (text) => text.replace(/^/gm, "+ "), decode: (text) => text },
} satisfies Record<string, Encoding>;

const MORSE =
  ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..".split(
    " ",
  );

/** A word for each letter. */
const ACROSTIC = Object.fromEntries(
  "ale bread cider dusk every fire goose hall ink jam kettle lamp moon night oak pear quiet rain stew tea under vine wool xebec year zeal"
    .split(" ")
    .map((word) => [word.charAt(0), word]),
);

const lettersIn = (text: string): string[] => text.toLowerCase().match(/[a-z]/g) ?? [];

export type EncodingName = keyof typeof ENCODINGS;

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function between(sign: string) {
  return (text: string): string =>
    wordsOf(text)
      .map((word) => Array.from(word).join(sign))
      .join(sign.trim() === "" ? `${sign} ` : sign);
}

function inGroups(text: string, length: number): string {
  return (text.match(new RegExp(`.{1,${length}}`, "g")) ?? []).join(" ");
}

function shiftedBy(by: number) {
  return (text: string): string =>
    text.replace(/[a-z]/gi, (letter) => {
      const first = letter < "a" ? 65 : 97;
      return String.fromCharCode(first + ((letter.charCodeAt(0) - first + by) % 26));
    });
}

function mirror(text: string): string {
  return text.toLowerCase().replace(/[a-z]/g, (letter) => String.fromCharCode(219 - letter.charCodeAt(0)));
}

function swap(from: string, to: string) {
  return (text: string): string => text.replace(/./gu, (char) => to[from.indexOf(char)] ?? char);
}

function mathematical(first: number) {
  return (text: string): string =>
    text.toLowerCase().replace(/[a-z]/g, (letter) => String.fromCodePoint(first + letter.charCodeAt(0) - 97));
}

function backwards(text: string): string {
  return Array.from(text).reverse().join("");
}
