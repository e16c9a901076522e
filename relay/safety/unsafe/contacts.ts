import { CONTACT_TABLES } from "../contact-tables.ts";
import { readings } from "../normalise.ts";
import { type Phrases, phrasesOf } from "../phrases.ts";

/** Does somebody tell their account elsewhere, or ask to go or meet elsewhere? */
export function findContact(text: string): "handle" | "invitation" | undefined {
  const read = readings(text).map((reading) => HARMLESS.takenOut(reading));
  if (read.some((reading) => HANDLES.isIn(reading))) return "handle";
  return read.some((reading) => INVITATIONS.isIn(reading)) ? "invitation" : undefined;
}

const all = (section: "harmless" | "handle" | "invitation"): Phrases =>
  phrasesOf(CONTACT_TABLES.map((table) => ({ phrases: table[section], compile: table.compile })));

const HARMLESS = all("harmless");
const HANDLES = all("handle");
const INVITATIONS = all("invitation");
