import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROOT } from "../package/root.ts";

/** A block of code of which the first line says, as a comment, which file it is. */
const BLOCK = /^```\w+\n(?:\/\/|--|#) (\S+)\n(.*?)^```$/gms;

/** Writes the files that the package's README shows, those under `folder` in it, into the game. */
export async function writeReadmeFiles(folder: string, game: string, endings: RegExp): Promise<void> {
  const shown = [...(await readme()).matchAll(BLOCK)].map(([, file = "", text = ""]) => ({ file, text }));
  const wanted = shown.filter(({ file }) => file.startsWith(`${folder}/`) && endings.test(file));
  if (wanted.length === 0) throw new Error(`The README shows no file of ${folder}.`);
  for (const { file, text } of wanted) {
    await mkdir(dirname(join(game, file)), { recursive: true });
    await writeFile(join(game, file), text);
  }
}

/** The README's block of code in this language, of which it has one. */
export async function shownIn(language: string): Promise<string> {
  const blocks = [...(await readme()).matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, one]) => one === language);
  if (blocks.length !== 1) throw new Error(`The README has ${blocks.length} blocks of ${language}.`);
  return blocks[0]?.[2] ?? "";
}

async function readme(): Promise<string> {
  return readFile(join(ROOT, "game/package/README.md"), "utf8");
}
