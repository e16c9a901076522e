import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Step } from "./step.ts";

/** Keys, and what players said, also in backups. */
const WANTED = [".env", ".townsfolk/", "townsfolk-*.db", "node_modules/"];

/** git must see neither the keys nor the store. */
export function ignoreStep(folder: string): Step {
  const file = ".gitignore";
  const stats = lstatSync(join(folder, file), { throwIfNoEntry: false });
  if (stats === undefined) return { kind: "write", file, text: `${WANTED.join("\n")}\n` };
  const bytes = stats.isFile() ? readFileSync(join(folder, file)) : undefined;
  // No link is followed, and nothing is put behind what is no text in UTF-8.
  if (bytes === undefined || bytes.includes(0))
    return { kind: "do", what: `${file} is no plain text file: see to it that git ignores ${WANTED.join(", ")}.` };
  const text = bytes.toString("utf8");
  const known = new Set(text.split(/\r?\n/).map(bare));
  const lines = WANTED.filter((line) => !known.has(bare(line)));
  if (lines.length === 0) return { kind: "keep", file, why: "has the lines" };
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const before = text === "" || text.endsWith("\n") ? "" : end;
  return { kind: "append", file, text: before + lines.map((line) => line + end).join(""), lines };
}

/** `/node_modules` and `node_modules/` ignore the same here. */
const bare = (line: string): string => line.trim().replace(/^\/|\/$/g, "");
