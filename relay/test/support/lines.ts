import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Line {
  kind: string;
  by: "player" | "npc";
  text: string;
  language: string;
}

/** The lines of a corpus: what is said, by whom (`player` or `npc`), and what it is (`ok` must pass). */
export function linesOf(kind?: string, file = "lines.tsv"): Line[] {
  const rows = readFileSync(join(import.meta.dirname, "../corpus", file), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  return rows
    .map((row) => row.split("\t"))
    .map(
      ([what = "", by = "", text = "", language = "en"]) =>
        ({ kind: what, by: by === "npc" ? by : "player", text, language }) satisfies Line,
    )
    .filter((line) => kind === undefined || line.kind === kind);
}
