import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { environment } from "./environment.ts";

/** A name in `.env` that the relay does not read, and the one that was probably meant. */
export interface Misspelt {
  name: string;
  meant: string;
}

/** The names in `.env` that look like settings and are none. Names of other programs are nobody's business here. */
export function misspeltNames(): Misspelt[] {
  if (!existsSync(".env")) return [];
  const names = Object.keys(parseEnv(readFileSync(".env", "utf8")));
  return names.flatMap((name) => {
    const meant = KNOWN.includes(name) ? undefined : nearest(name);
    return meant === undefined ? [] : [{ name, meant }];
  });
}

const KNOWN = Object.keys(environment.shape);
/** Of other programs that do the same. */
const ALIASES: Record<string, string> = {
  OPENAI_API_BASE: "OPENAI_BASE_URL",
  OPENAI_API_BASE_URL: "OPENAI_BASE_URL",
  DATABASE_DIR: "DATA_DIR",
};

function nearest(name: string): string | undefined {
  const upper = name.toUpperCase().replaceAll("-", "_");
  const alias = ALIASES[upper];
  if (alias !== undefined) return alias;
  const [best] = KNOWN.map((known) => ({ known, off: distance(upper, known) })).sort((a, b) => a.off - b.off);
  // One slip in a short name, and one more for each six letters.
  if (best !== undefined && best.off <= Math.max(1, Math.floor(upper.length / 6))) return best.known;
  return KNOWN.find((known) => holds(words(known), words(upper)) || holds(words(upper), words(known)));
}

const words = (name: string): string[] => name.split("_").map((word) => word.replace(/S$/, ""));

/** Whether one name is the other with words left out: `OPENAI_KEY`, `RELAY_API_KEY`. One word alone says too little. */
const holds = (more: string[], fewer: string[]): boolean =>
  fewer.length > 1 && fewer.every((word) => more.includes(word)) && more[0] === fewer[0];

/** Letters to put in, take out, change, or swap with the next: https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const ways = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (isSame ? 0 : 1)];
      if (isSwapped) ways.push(at(i - 2, j - 2) + 1);
      rows[i]?.push(Math.min(...ways));
    }
  }
  return at(a.length, b.length);
}
