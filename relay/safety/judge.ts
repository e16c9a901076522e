import { type Budget, budgetFor } from "./budget.ts";
import { classify } from "./classifier/classify.ts";
import type { Speaker } from "./classifier/lines.ts";
import { type Crisis, findCrisis } from "./crisis.ts";
import { latticeOf } from "./lattice.ts";
import { findUnsafe, type Unsafe } from "./unsafe.ts";

/** What becomes of a text: it passes, leads to help, or is not let through. The reason is for counting, not for players. */
export type Verdict =
  { kind: "passed" } | { kind: "crisis"; crisis: Crisis } | { kind: "refused"; reason: Unsafe | "content" };

/**
 * What needs no network: phrases that are known, then what is like lines that are known. The crisis first, since who tells an
 * address in one is still to be helped.
 */
export function judgeLocally(text: string, by: Speaker = "player", budget: Budget = budgetFor(text)): Verdict {
  const lattice = latticeOf(text, budget);
  const known = judgeKnown(text, budget, lattice);
  if (known.kind !== "passed") return known;
  const kind = classify(lattice, by);
  if (kind === undefined) return known;
  if (kind === "self-harm" || kind === "abuse" || kind === "medical") return { kind: "crisis", crisis: kind };
  return { kind: "refused", reason: kind === "contact" ? "invitation" : "content" };
}

/** By known phrases alone: for what is no line of a talk, such as a fact to be kept. */
export function judgeKnown(text: string, budget = budgetFor(text), lattice = latticeOf(text, budget)): Verdict {
  const crisis = findCrisis(text, budget, lattice);
  if (crisis !== undefined) return { kind: "crisis", crisis };
  const reason = findUnsafe(text, budget, lattice);
  if (reason !== undefined) return { kind: "refused", reason };
  return budget.left > 0 ? { kind: "passed" } : { kind: "refused", reason: "content" };
}
