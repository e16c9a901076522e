import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Line {
  kind: string;
  by: string;
  text: string;
}

/** The lines of a corpus: what is said, by whom (`player` or `npc`), and what it is (`ok` must pass). */
export function linesOf(kind?: string, file = "lines.tsv"): Line[] {
  const rows = readFileSync(join(import.meta.dirname, "../corpus", file), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  return rows
    .map((row) => row.split("\t"))
    .map(([what = "", by = "", text = ""]) => ({ kind: what, by, text }))
    .filter((line) => kind === undefined || line.kind === kind);
}
