import type { Budget } from "./budget.ts";

/**
 * Does the same work once for each word, since most words come again and again, and takes as many steps each time as it took
 * then: what a text costs does not depend on what was said before it. What the budget did not last for is not kept.
 */
export function onceForEach<T>(work: (word: string, budget: Budget) => T): (word: string, budget: Budget) => T {
  const known = new Map<string, { done: T; steps: number }>();
  return (word, budget) => {
    const before = known.get(word);
    if (before !== undefined && before.steps < budget.left) {
      budget.left -= before.steps;
      return before.done;
    }
    const { left } = budget;
    const done = work(word, budget);
    if (budget.left <= 0 || word.length > LONGEST_KEPT) return done;
    if (known.size >= MOST_KEPT) known.clear();
    known.set(word, { done, steps: left - budget.left });
    return done;
  };
}

/** The same for work that takes no steps. */
export function onceForEachWord<T>(work: (word: string) => T): (word: string) => T {
  const known = new Map<string, { done: T }>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before.done;
    const done = work(word);
    if (word.length > LONGEST_KEPT) return done;
    if (known.size >= MOST_KEPT) known.clear();
    known.set(word, { done });
    return done;
  };
}

const MOST_KEPT = 4_096;
const LONGEST_KEPT = 40;
