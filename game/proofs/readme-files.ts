import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROOT } from "../package/root.ts";

/** A block of code of which the first line says, as a comment, which file it is. */
const BLOCK = /^```\w+\n(?:\/\/|--|#) (\S+)\n(.*?)^```$/gms;

/** Writes the files that the package's README shows, those under `folder` in it, into the game. */
export async function writeReadmeFiles(folder: string, game: string, endings: RegExp): Promise<void> {
  const readme = await readFile(join(ROOT, "game/package/README.md"), "utf8");
  const shown = [...readme.matchAll(BLOCK)].map(([, file = "", text = ""]) => ({ file, text }));
  const wanted = shown.filter(({ file }) => file.startsWith(`${folder}/`) && endings.test(file));
  if (wanted.length === 0) throw new Error(`The README shows no file of ${folder}.`);
  for (const { file, text } of wanted) {
    await mkdir(dirname(join(game, file)), { recursive: true });
    await writeFile(join(game, file), text);
  }
}
