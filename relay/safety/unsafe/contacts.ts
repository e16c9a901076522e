import { CONTACT_TABLES } from "../contact-tables.ts";
import { type Phrases, phrasesOf } from "../phrases.ts";

/** Does somebody tell their account elsewhere, or ask to go or meet elsewhere? `read` are the readings of a text. */
export function findContact(read: string[][]): "handle" | "invitation" | undefined {
  const serious = read.map((reading) => HARMLESS.takenOut(reading));
  if (serious.some((reading) => HANDLES.isIn(reading))) return "handle";
  return serious.some((reading) => INVITATIONS.isIn(reading)) ? "invitation" : undefined;
}

const all = (section: "harmless" | "handle" | "invitation"): Phrases =>
  phrasesOf(CONTACT_TABLES.map((table) => ({ phrases: table[section], compile: table.compile })));

const HARMLESS = all("harmless");
const HANDLES = all("handle");
const INVITATIONS = all("invitation");
