import { type Budget, budgetFor } from "./budget.ts";
import { type Crisis, findCrisis } from "./crisis.ts";
import { latticeOf } from "./lattice.ts";
import { findUnsafe, type Unsafe } from "./unsafe.ts";

/** What becomes of a text: it passes, leads to help, or is not let through. The reason is for counting, not for players. */
export type Verdict =
  { kind: "passed" } | { kind: "crisis"; crisis: Crisis } | { kind: "refused"; reason: Unsafe | "content" };

/** What needs no network: the crisis first, since who tells an address in one is still to be helped. */
export function judgeLocally(text: string, budget: Budget = budgetFor(text)): Verdict {
  const lattice = latticeOf(text, budget);
  const crisis = findCrisis(text, budget, lattice);
  if (crisis !== undefined) return { kind: "crisis", crisis };
  const reason = findUnsafe(text, budget, lattice);
  if (reason !== undefined) return { kind: "refused", reason };
  return budget.left > 0 ? { kind: "passed" } : { kind: "refused", reason: "content" };
}
