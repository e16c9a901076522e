import { CONTACT_TABLES } from "../contact-tables.ts";
import type { Span, SpanFinder } from "./spans.ts";

/** Seven digits and more of which three at least are words: "five five five 12 3 four". */
export const findSpokenNumbers: SpanFinder = (folded) => {
  const runs: Run[] = [];
  let run: Run | undefined;
  // Most texts have no three, and to be told where each word stands takes longer.
  if (!hasThree(folded.match(WORDS) ?? [])) return runs;
  for (const { index, 0: word } of folded.matchAll(WORDS)) {
    const digits = /^\d{1,4}$/.test(word) ? word : DIGITS.get(word);
    if (digits === undefined) {
      run = undefined;
      continue;
    }
    if (run === undefined || !/^[\s,.\-/]*$/.test(folded.slice(run.end, index))) {
      run = { start: index, end: index, digits: "", spoken: 0 };
      runs.push(run);
    }
    run.end = index + word.length;
    run.digits += digits;
    run.spoken += digits === word ? 0 : 1;
  }
  return runs.filter(({ digits, spoken }) => digits.length >= 7 && spoken >= 3 && !isCounting(digits));
};

const WORDS = /\p{L}+|\p{N}+/gu;

function hasThree(words: string[]): boolean {
  let spoken = 0;
  for (const word of words) if (DIGITS.has(word)) spoken += 1;
  return spoken >= 3;
}

interface Run extends Span {
  digits: string;
  spoken: number;
}

const DIGITS = new Map(
  CONTACT_TABLES.flatMap(({ digits }) =>
    digits.flatMap((words, digit) => words.flatMap((word) => word.split("|")).map((word) => [word, String(digit)])),
  ),
);

/** 5000000, 1111111 and 123456789. */
export const isCounting = (digits: string): boolean =>
  /^(\d)\1+$|0{5}$/.test(digits) || "01234567890".includes(digits) || "09876543210".includes(digits);
