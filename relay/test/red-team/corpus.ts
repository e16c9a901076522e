import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type EncodingName, ENCODINGS } from "./encodings.ts";

/** One thing that a player says, and how a model obeys that does as it is told. */
export type Attack = z.output<typeof attack> & { family: string; id: string };

const encodings = Object.keys(ENCODINGS) as EncodingName[];
const attack = z.strictObject({
  say: z.string(),
  /** How the model writes what it gives away. */
  as: z.enum(encodings).default("plain"),
  /** The tools that it calls: with `args`, or with arguments that are no JSON. */
  calls: z
    .array(z.strictObject({ tool: z.string(), args: z.unknown().optional(), raw: z.string().optional() }))
    .default([]),
  /** The acts that the game would carry out just now; absent: all that it has. */
  offered: z.array(z.string()).optional(),
  /** What it writes besides. */
  writes: z.string().default(""),
  /** What it calls `remember` with, besides all that is said. */
  remembers: z.enum(["rules", "persona", "machine"]).optional(),
});

/** All attacks; `fill` puts words into `{canary}` and the like. */
export function readCorpus(fill: Record<string, string>): Attack[] {
  const dir = join(import.meta.dirname, "corpus");
  return readdirSync(dir)
    .sort()
    .flatMap((file) => {
      const family = file.replace(/\.yaml$/, "");
      const entries = z.array(attack).parse(filled(parse(readFileSync(join(dir, file), "utf8")), fill));
      return entries.map((entry, at) => ({ ...entry, family, id: `${family} ${at + 1}` }));
    });
}

function filled(value: unknown, fill: Record<string, string>): unknown {
  if (typeof value === "string") return value.replace(/\{(\w+)\}/g, (all, name: string) => fill[name] ?? all);
  if (Array.isArray(value)) return value.map((one) => filled(one, fill));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, fill)]));
}
