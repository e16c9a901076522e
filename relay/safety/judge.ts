import { type Crisis, findCrisis } from "./crisis.ts";
import { readings } from "./normalise.ts";
import { findUnsafe, type Unsafe } from "./unsafe.ts";

/** What becomes of a text: it passes, leads to help, or is not let through. The reason is for counting, not for players. */
export type Verdict =
  { kind: "passed" } | { kind: "crisis"; crisis: Crisis } | { kind: "refused"; reason: Unsafe | "content" };

/** What needs no network: the crisis first, since who tells an address in one is still to be helped. */
export function judgeLocally(text: string): Verdict {
  const read = readings(text);
  const crisis = findCrisis(text, read);
  if (crisis !== undefined) return { kind: "crisis", crisis };
  const reason = findUnsafe(text, read);
  return reason === undefined ? { kind: "passed" } : { kind: "refused", reason };
}
