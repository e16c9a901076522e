import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fold, foldedText, once } from "./normalise.ts";

/**
 * Whether a line can be read as words, by whoever keeps it and by this guard: no base64, hexadecimal, codes of letters, shifted
 * alphabet, words without blanks between them, or words of two alphabets. A single strange name, and other scripts, can be read.
 */
export function isReadable(line: string): boolean {
  const chunks = line.split(/[\s/\\|_-]+/).filter((chunk) => chunk !== "");
  if (chunks.some((chunk) => isEncoded(chunk) || isRun(chunk))) return false;
  if (CODES.test(line) || SIGNALS.test(line) || ENDS_AS_BASE64.test(line)) return false;
  if (MIXED.test(line)) return false;
  const words = fold(line).text.match(/[a-z]+/g) ?? [];
  return words.join("").length < FEW || mostAreWords(words.map(once));
}

/** The strangest word of a few may be a name. */
function mostAreWords(words: string[]): boolean {
  const likely = words.map((word) => ({ each: likelihoodOf(word) / (word.length + 1), size: word.length + 1 }));
  likely.sort((a, b) => a.each - b.each);
  const judged = words.length > 1 && words.length < 5 ? likely.slice(1) : likely;
  const size = judged.reduce((sum, word) => sum + word.size, 0);
  return judged.reduce((sum, word) => sum + word.each * word.size, 0) / size >= LEAST;
}

/** Of small and great letters and digits without order: base64 and the like: https://www.rfc-editor.org/rfc/rfc4648 */
function isEncoded(chunk: string): boolean {
  if (chunk.length < 12 || !/^[A-Za-z0-9+=]+$/.test(chunk)) return false;
  const changes = Array.from(
    chunk.matchAll(/(?<=[a-z])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z]|$)|(?<=[A-Za-z])\d(?=[A-Za-z])/g),
  ).length;
  return changes / chunk.length > 0.2 || /^(?=.*\d)(?=.*[a-f])[0-9a-f]{16,}$/i.test(chunk);
}

/** Nobody's word is so long, but in scripts that have no blanks. */
const isRun = (chunk: string): boolean =>
  /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]{32,}/u.test(chunk);

const ENDS_AS_BASE64 = /[A-Za-z0-9+/]{6,}={1,2}(?![\w=])/;
/** Letters as numbers: "69 67 6e", "105 103 110", "01101001 01100111", "\x69\x67", "%69%67". */
const CODES =
  /(?<![\p{L}\p{N}])(?:(?:0x|\\x|\\u|%|&#)?(?=[0-9a-f]*\d)[0-9a-f]{1,4}[;\s,-]{1,3}){7,}(?=[0-9a-f]*\d)[0-9a-f]{1,4}(?![\p{L}\p{N}])|(?:[01]{7,8}[\s,]?){3,}|(?:\\x|%)[0-9a-f]{2}(?:(?:\\x|%)[0-9a-f]{2}){3}/iu;
/** Morse: https://www.itu.int/rec/R-REC-M.1677 */
const SIGNALS = /(?:[.·•_–-]{1,6}[ /]{1,3}){6,}/u;
/** Of alphabets that nobody mixes in one word. */
const MIXED =
  /\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]|[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]\p{Script=Latin}/u;

/** Fewer letters than these say nothing of their language. */
const FEW = 12;
/** The mean of likelihoods of letters, as logarithms, of what is readable; a shifted alphabet is below in 97 of 100 lines. */
const LEAST = -3.3;

const WORDS = new Set(
  ["words.yaml", "classifier/concepts.yaml"].flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    return once(foldedText(text)).match(/[a-z]+/g) ?? [];
  }),
);
const PAIRS = new Map<string, number>();
const count = (part: string): unknown => PAIRS.set(part, (PAIRS.get(part) ?? 0) + 1);
for (const word of WORDS)
  for (const pair of pairsOf(word)) {
    count(pair);
    count(pair.charAt(0));
  }

const KNOWN = -2;

/** Of each letter after the one before it, added up; smoothed as by https://en.wikipedia.org/wiki/Additive_smoothing */
const likelihoodOf = (word: string): number =>
  WORDS.has(word)
    ? KNOWN * (word.length + 1)
    : pairsOf(word).reduce(
        (sum, pair) => sum + Math.log(((PAIRS.get(pair) ?? 0) + 0.2) / ((PAIRS.get(pair.charAt(0)) ?? 0) + 0.2 * 28)),
        0,
      );

function pairsOf(word: string): string[] {
  const marked = `^${word}$`;
  return Array.from({ length: marked.length - 1 }, (_, at) => marked.slice(at, at + 2));
}
