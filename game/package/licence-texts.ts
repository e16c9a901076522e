import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./root.ts";

/** The licences of the packages of node_modules with these names, one after the other, each under its package's name. */
export async function licenceTexts(packages: string[]): Promise<string> {
  const texts = await Promise.all(packages.map(licenceOf));
  return `${texts.join("\n\n")}\n`;
}

async function licenceOf(name: string): Promise<string> {
  const folder = join(ROOT, "node_modules", name);
  const about = await readFile(join(folder, "package.json"), "utf8");
  const { version, license: licence } = JSON.parse(about) as { version: string; license: string };
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : `\n\n${(await readFile(join(folder, file), "utf8")).trim()}`;
  return `${name} ${version}: ${licence}${text}`;
}
