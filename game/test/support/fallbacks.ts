import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** What the guard says when nobody answers for him: of his sheet, three of which stand on his model too. */
export const FALLBACKS = (
  parse(frontMatter(readFileSync(new URL("../../../relay/npcs/guard.md", import.meta.url), "utf8"))) as {
    fallbacks: string[];
  }
).fallbacks;

function frontMatter(sheet: string): string {
  return sheet.split(/^---$/m)[1] ?? "";
}
