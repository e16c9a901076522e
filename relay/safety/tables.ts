import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";

/** Reads a folder of word tables, one file a language. They are part of the relay, so a mistake in one is a fault of ours. */
export function readTables<T>(folder: string, shape: z.ZodType<T>): T[] {
  const dir = join(import.meta.dirname, folder);
  return readdirSync(dir)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => shape.parse(parse(readFileSync(join(dir, file), "utf8"))));
}
