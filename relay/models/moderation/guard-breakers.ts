import { createBreaker } from "../../lib/breaker.ts";
import { byKey } from "../../lib/by-key.ts";
import { GuardError } from "./guard.ts";
import type { Whose } from "./guard-shape.ts";

/** Leaves the guard alone where it has failed often, so that no player waits for it each time. */
export interface GuardBreakers {
  /** @throws what `ask` throws; while it is left alone an error that `isLeftAlone` tells. */
  execute<T>(whose: Whose, ask: () => Promise<T>): Promise<T>;
  /** It is known to judge again. */
  reset(): void;
}

const FAILURES_IN_A_ROW = 5;
const CLOSED_AGAIN_AFTER_MS = 30_000;

/**
 * One for each universe: nobody's words turn the guard off for another's players. A text that it does not take is no failure of
 * the guard's, and one player whose words it thinks about for too long counts once: else they could turn it off by what they say.
 */
export function createGuardBreakers(): GuardBreakers {
  const breakers = () =>
    byKey(() => {
      const open = {
        faultsInARow: FAILURES_IN_A_ROW,
        openMs: CLOSED_AGAIN_AFTER_MS,
        isFault: (error: Error) => !(error instanceof GuardError && error.of === "text"),
        onState: () => undefined,
      };
      return createBreaker(open);
    });
  let ofUniverse = breakers();
  return {
    execute: ({ universe, player }, ask) => ofUniverse(universe).execute(ask, player, isLate),
    reset: () => (ofUniverse = breakers()),
  };
}

const isLate = (error: unknown): boolean => error instanceof GuardError && error.of === "late";
