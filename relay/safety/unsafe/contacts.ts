import type { Budget } from "../budget.ts";
import { CONTACT_TABLES } from "../contact-tables.ts";
import type { Lattice } from "../lattice.ts";
import { phrasesOf } from "../phrases.ts";

/** Does somebody tell their account elsewhere, or ask to go or meet elsewhere? */
export function findContact(lattice: Lattice, budget: Budget): "handle" | "invitation" | undefined {
  const found = find(lattice, budget);
  if (found.has("handle")) return "handle";
  return found.has("invitation") ? "invitation" : undefined;
}

const find = phrasesOf(
  CONTACT_TABLES.map(({ harmless, handle, invitation, compile }) => ({
    phrases: { harmless, handle, invitation },
    compile,
  })),
);
