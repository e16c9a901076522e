import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";

/** Codes of the languages that have all the tables: what is said in any other passes them, but for the plainest words. */
export function languagesWithTables(): string[] {
  const [first = [], ...others] = ["contact", "crisis", "facts"].map(languagesIn);
  return first.filter((language) => others.every((languages) => languages.includes(language)));
}

const languagesIn = (folder: string): string[] =>
  readdirSync(join(import.meta.dirname, folder)).flatMap((file) => /^([a-z]{2,3})\.yaml$/.exec(file)?.[1] ?? []);

/** Reads a folder of word tables, one file a language. They are part of the relay, so a mistake in one is a fault of ours. */
export function readTables<T>(folder: string, shape: z.ZodType<T>): T[] {
  const dir = join(import.meta.dirname, folder);
  return readdirSync(dir)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => shape.parse(parse(readFileSync(join(dir, file), "utf8"))));
}
