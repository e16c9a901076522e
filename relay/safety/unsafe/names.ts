import { anyOf } from "../contact-tables.ts";
import type { SpanFinder } from "./spans.ts";

/** Names of real people, given as such ("my real name is …"). "My name is …" names a character and is none. */
export const findRealNames: SpanFinder = (folded) =>
  Array.from(folded.search(INTRODUCED) < 0 ? [] : folded.matchAll(INTRODUCED), ({ index, 0: found }) => {
    const start = index + found.length;
    const name = NAME.exec(folded.slice(start))?.[0] ?? "";
    return { start, end: start + name.length };
  }).filter(({ start, end }) => end > start);

const INTRODUCED = new RegExp(`(?<![\\p{L}\\p{N}])${anyOf((table) => table.name)}\\s*["']?\\s*`, "gu");
const WORD = `(?!${anyOf((table) => table.ends)}(?![\\p{L}'-]))\\p{L}(?:[\\p{L}'.-]*\\p{L})?`;
const NAME = new RegExp(`^${WORD}(?: ${WORD}){0,3}`, "u");
