import { fold, foldedText } from "./normalise.ts";
import { findAddresses } from "./unsafe/addresses.ts";
import { findEmails } from "./unsafe/emails.ts";
import { findHandles } from "./unsafe/handles.ts";
import { findRealNames } from "./unsafe/names.ts";
import { findPhones } from "./unsafe/phones.ts";
import type { Span } from "./unsafe/spans.ts";

/** Stands where something of a real person was. */
const PRIVATE = "[private]";

/**
 * The text as it may be kept: without e-mail addresses, phone numbers, street addresses, accounts, and real names given as
 * such. A name alone stays, since players name their characters. Done twice it changes nothing more.
 */
export function scrubPersonal(text: string): string {
  const folded = foldedText(text);
  const found = [findEmails, findPhones, findAddresses, findHandles, findRealNames].flatMap((find) => find(folded));
  if (found.length === 0) return text;
  const { at } = fold(text);
  return merged(found).reduceRight((rest, { start, end }) => {
    const [from, to] = [at[start] ?? text.length, at[end] ?? text.length];
    return rest.slice(0, from) + PRIVATE + rest.slice(to);
  }, text);
}

/** In order, and each part once. */
function merged(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else result.push({ ...span });
  }
  return result;
}
