import { type Budget, budgetFor } from "./budget.ts";
import { type Lattice, latticeOf } from "./lattice.ts";
import { foldedText, joinLetters } from "./normalise.ts";
import { joinSignedLetters, joinSpelledWords } from "./spelled-out.ts";
import { turnedAround } from "./turned.ts";
import { findAddresses } from "./unsafe/addresses.ts";
import { findContact } from "./unsafe/contacts.ts";
import { findEmails } from "./unsafe/emails.ts";
import { findHandles } from "./unsafe/handles.ts";
import { findLinks } from "./unsafe/links.ts";
import { findPhones } from "./unsafe/phones.ts";
import type { SpanFinder } from "./unsafe/spans.ts";

export type Unsafe = "link" | "phone" | "e-mail" | "address" | "handle" | "invitation";

/**
 * Finds what leads out of the game or to a real person: for what players say and for what NPCs answer. It is a net, not a
 * wall: whoever wants to can write around it, which is why Roblox's own filter stands behind it.
 * Rule: https://create.roblox.com/docs/chat/guidelines
 */
export function findUnsafe(
  text: string,
  budget: Budget = budgetFor(text),
  lattice = latticeOf(text, budget),
): Unsafe | undefined {
  for (const kind of kindsIn(text, budget, lattice)) return kind;
  return undefined;
}

/** All of it that is in one text, each kind once. */
export function findAllUnsafe(text: string): Unsafe[] {
  const budget = budgetFor(text);
  return [...new Set(kindsIn(text, budget, latticeOf(text, budget)))];
}

function* kindsIn(text: string, budget: Budget, lattice: Lattice): Generator<Unsafe> {
  const folded = foldedText(text);
  const seen = turnedAround(text);
  const spelled = [
    ...new Set([
      folded,
      joinLetters(folded),
      joinSpelledWords(joinSignedLetters(folded)),
      ...(seen === undefined ? [] : [foldedText(seen)]),
    ]),
  ];
  for (const [kind, find] of FINDERS) if (spelled.some((words) => find(words).length > 0)) yield kind;
  const contact = findContact(lattice, budget);
  if (contact !== undefined) yield contact;
}

/** An e-mail address holds a domain, so it is looked for first. */
const FINDERS: [Unsafe, SpanFinder][] = [
  ["e-mail", findEmails],
  ["link", findLinks],
  ["phone", findPhones],
  ["address", findAddresses],
  ["handle", findHandles],
];
