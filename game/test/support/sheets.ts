import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

const FOLDER = new URL("../../../relay/npcs/", import.meta.url);

/** What a sheet says of what the game shows. */
export interface SheetWords {
  name: string;
  greeting: string;
  fallbacks: string[];
  quickReplies: string[];
}

/** Of the whole cast, by id. */
export const SHEETS: ReadonlyMap<string, SheetWords> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".md") && file !== "world.md")
    .map((file) => [file.replace(".md", ""), parse(frontMatter(file)) as SheetWords]),
);

/** What the guard says when nobody answers for him. */
export const FALLBACKS = SHEETS.get("guard")?.fallbacks ?? [];

function frontMatter(file: string): string {
  return readFileSync(new URL(file, FOLDER), "utf8").split(/^---$/m)[1] ?? "";
}
