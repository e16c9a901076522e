import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../lib/config-error.ts";
import { readYaml } from "../lib/yaml.ts";
import type { Crisis } from "./crisis.ts";
import { findAllUnsafe } from "./unsafe.ts";

/** Shows a link, an account or a way out: Roblox allows players none of these. A phone number of help is allowed. */
const leadsAway = (text: string): boolean => findAllUnsafe(text).some((kind) => kind !== "phone");

const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine(
      (text) => !leadsAway(text),
      "must not lead out of Roblox: no links, e-mail addresses, accounts or invitations",
    );

const card = z.strictObject({ title: words(60), text: words(600) });

/** What players read in matters of safety, in one language. Lengths are characters. */
const safetyWords = z.strictObject({
  /** Shown when a talk begins: that this is AI, no human, and may be wrong. */
  notice: words(200),
  /** Shown all through a talk. */
  reminder: words(60),
  /** The card that leads to help. */
  care: z.strictObject({ "self-harm": card, abuse: card, medical: card } satisfies Record<Crisis, typeof card>),
  /** What an NPC says when it steps out of such a topic. */
  stepOut: words(300),
  /** What an NPC says when something must not be shown. */
  sayOtherwise: words(200),
});

export type SafetyWords = z.output<typeof safetyWords>;

export interface Phrasebook {
  /** Of a Roblox locale such as `pt-br`: its own words, else its language's, else the English ones. */
  wordsFor(locale: string): SafetyWords;
  /** The languages and locales that have words. */
  locales(): string[];
}

/**
 * The words of `words.yaml`, with an operator's file laid over them.
 * @throws {ConfigError} naming file, line and field of every mistake.
 */
export function openPhrasebook(ownFile?: string): Phrasebook {
  const builtIn = readWords(join(import.meta.dirname, "words.yaml"), new Map());
  const book = ownFile === undefined ? builtIn : readWords(ownFile, builtIn);
  const english = book.get("en");
  if (english === undefined) throw new ConfigError("words.yaml: en: is missing");
  return { wordsFor: (locale) => nearest(book, locale) ?? english, locales: () => [...book.keys()] };
}

type Book = ReadonlyMap<string, SafetyWords>;

function readWords(file: string, below: Book): Book {
  const read = readYaml(overlayOf(below), { file, text: textOf(file), whole: "words" });
  if ("mistakes" in read) throw new ConfigError(read.mistakes.join("\n"));
  return new Map([...below, ...Object.entries(read.data)]);
}

/** A language that is known may be changed in single fields; any other has to be whole. */
const overlayOf = (below: Book) =>
  z
    .record(
      z.string().regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/, "must be a language or locale, such as pt or pt-br"),
      safetyWords.partial(),
    )
    .transform((book, context) => {
      const whole = Object.entries(book).map(([locale, own]): [string, SafetyWords | undefined] => {
        const laid = safetyWords.safeParse({ ...nearest(below, locale), ...own });
        for (const { path, message } of laid.error?.issues ?? [])
          context.addIssue({ code: "custom", path: [locale, ...path], message });
        return [locale, laid.data];
      });
      return Object.fromEntries(whole.filter((entry): entry is [string, SafetyWords] => entry[1] !== undefined));
    });

function nearest(book: Book, locale: string): SafetyWords | undefined {
  const asked = locale.toLowerCase().replaceAll("_", "-");
  return book.get(asked) ?? book.get(asked.split("-")[0] ?? "");
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new ConfigError(`${file}: cannot be read`);
  }
}
