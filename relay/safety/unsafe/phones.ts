import { anyOf } from "../contact-tables.ts";
import type { Span, SpanFinder } from "./spans.ts";
import { findSpokenNumbers, isCounting } from "./spoken-numbers.ts";

/**
 * Phone numbers as they are written in many countries, spelled out digit by digit, and any seven digits where somebody talks of
 * phones. Numbers of things, round numbers and counting are none.
 */
export const findPhones: SpanFinder = (folded) => {
  const spoken = findSpokenNumbers(folded);
  if (folded.search(DIGITS) < 0) return spoken;
  const isAboutPhones = ABOUT_PHONES.test(folded);
  const written = Array.from(folded.matchAll(DIGITS), ({ index, 0: found }): Span & { found: string } => ({
    start: index,
    end: index + found.length,
    found,
  }));
  return [...written.filter(({ found, end }) => isPhone(found, folded.slice(end), isAboutPhones)), ...spoken];
};

const ABOUT_PHONES = new RegExp(`\\b${anyOf((table) => table.number)}\\b`);
const DIGITS = /(?<![\p{L}\p{N}.#])[+(]{0,2}\d(?:[\s().\-/]{0,3}\d){6,16}(?![\p{L}\p{N}])/gu;
const UNIT = new RegExp(`^ ?${anyOf((table) => table.units)}\\b`);

/** No amount is written like these: +49 …, (11) …, 555-123-4567, 555-1234, 91234-5678, 612 345 678 (Spain). */
const WRITTEN_AS_PHONE =
  /^(?:\(?\+|00\d)|\(\d{2,4}\)|^(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}(?!\d)|^\d{3}-\d{4}(?!\d)|^(?:\d{2} ?)?9\d{4}[- ]\d{4}(?!\d)|^[67]\d{2}([ -])\d{3}\1\d{3}(?!\d)|^\d{5} \d{5}$/;

function isPhone(written: string, rest: string, isAboutPhones: boolean): boolean {
  const digits = written.replace(/\D/g, "");
  if (isCounting(digits)) return false;
  if (WRITTEN_AS_PHONE.test(written)) return true;
  if (UNIT.test(rest)) return false;
  if (isAboutPhones) return true;
  if (digits.startsWith("0")) return digits.length >= 9;
  return /^\d+$/.test(written) && (digits.length >= 10 || /^[679]\d{8}$/.test(digits));
}
