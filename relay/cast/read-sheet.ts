import { basename } from "node:path";
import { readYaml } from "../lib/yaml.ts";
import { wrongNameIn } from "./player-name.ts";
import { frontMatter, type Sheet } from "./sheet.ts";

/**
 * Reads one sheet: YAML front matter between `---` lines, then the persona.
 * @throws {SheetError} naming file, line and field of every mistake.
 */
export function readSheet(file: string, text: string, world = ""): Sheet {
  const parts = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(text.replace(/^\uFEFF/, ""));
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new SheetError(`${file}:1: a sheet begins with front matter between two lines of ---`);
  }
  // The front matter begins on the file's second line.
  const read = readYaml(frontMatter, { file, text: parts[1], firstLine: 2, whole: "front matter" });
  if ("mistakes" in read) throw new SheetError(read.mistakes.join("\n"));
  const id = basename(file, ".md");
  if (!isNpcId(id)) {
    throw new SheetError(
      `${file}: the file's name is the NPC's id: small letters, digits, - and _, at most 32 characters`,
    );
  }
  const persona = parts[2].trim();
  if (persona === "")
    throw new SheetError(
      `${file}:${text.split("\n").length}: the persona is missing: write below the front matter who the NPC is`,
    );
  const wrongName = wrongNameIn(read.data, persona);
  if (wrongName !== undefined) {
    const before = text.slice(0, text.length - parts[2].length + parts[2].search(/\{+\s*player/i));
    throw new SheetError(`${file}:${before.split("\n").length}: persona: ${wrongName}`);
  }
  const { limits } = read.data;
  if (persona.length > limits.persona)
    throw new SheetError(`${file}: the persona has ${persona.length} characters; limits.persona is ${limits.persona}`);
  if (world.length > limits.world)
    throw new SheetError(`${file}: world.md has ${world.length} characters; limits.world is ${limits.world}`);
  return { id, persona, world, ...read.data };
}

/** An NPC's id is its sheet's file name. */
export const isNpcId = (text: string): boolean => /^[a-z0-9][a-z0-9_-]{0,31}$/.test(text);

export class SheetError extends Error {
  override readonly name = "SheetError";
}
