import { z } from "zod";
import { compilerOf } from "./compile.ts";
import { PLATFORMS } from "./platforms.ts";
import { readTables } from "./tables.ts";

const phrases = z.array(z.string().min(1));

/** What is tried in place of each other, between bars: regular expressions for text that is folded. */
const alternatives = z.string().transform((text) => text.split(/ \| /).map((one) => one.trim()));

/** How people of one language tell where to reach them outside Roblox. */
const contactTable = z
  .strictObject({
    lists: z.record(z.string(), z.string()),
    harmless: phrases,
    handle: phrases,
    invitation: phrases,
    /** Said with phone numbers. */
    number: alternatives,
    /** Says that an e-mail address follows. */
    email: alternatives,
    at: alternatives,
    dot: alternatives,
    /** The words for 0 to 9. */
    digits: z.array(alternatives).length(10),
    /** A number of these is no phone number. */
    units: alternatives,
    /** Kinds of streets: `first` after the number and before the name, and so on. */
    street: z.strictObject({
      first: alternatives.optional(),
      before: alternatives.optional(),
      after: alternatives.optional(),
      suffix: alternatives.optional(),
    }),
    /** Says that the house's street and number follow. */
    home: alternatives,
    address: alternatives,
    zip: alternatives,
    /** Says that a real person's name follows. */
    name: alternatives,
    /** Words that are no part of a name. */
    ends: alternatives,
  })
  .transform(({ lists, ...table }) => ({ ...table, compile: compilerOf({ ...PLATFORMS, ...lists }) }));

type ContactTable = z.output<typeof contactTable>;

export const CONTACT_TABLES: ContactTable[] = readTables("contact", contactTable);

/** One group that matches what any language has there; nothing where none has. */
export function anyOf(pick: (table: ContactTable) => string[] | undefined): string {
  const found = [...new Set(CONTACT_TABLES.flatMap((table) => pick(table) ?? []))];
  return found.length === 0 ? "(?!)" : `(?:${found.join("|")})`;
}
