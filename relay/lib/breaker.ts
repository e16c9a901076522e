import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from "cockatiel";

type State = "closed" | "half-open" | "open";

interface BreakerOptions {
  /** After so many faults, one after the other, it opens. Those of one and the same count once. */
  faultsInARow: number;
  /** How long it is open, in milliseconds, before it lets one try pass. */
  openMs: number;
  /** Which errors say something of what stands behind it; absent: all. */
  isFault?: (error: Error) => boolean;
  onState: (state: State) => void;
}

export interface Breaker {
  /**
   * `of`: for whom it is done; where it fails for one again and again that may be their own trouble. `isTheirs`: which errors
   * may be; absent: all.
   * @throws what `work` throws; while it is open an error that `isLeftAlone` tells.
   */
  execute<T>(work: () => T | Promise<T>, of?: string, isTheirs?: (error: unknown) => boolean): Promise<T>;
}

/** Leaves alone for a while what fails again and again. */
export function createBreaker({ faultsInARow, openMs, isFault = () => true, onState }: BreakerOptions): Breaker {
  /** For whom it failed since it did well. */
  const failed = new Set<string>();
  const breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof Again) && isFault(error)),
    {
      halfOpenAfter: openMs,
      breaker: new ConsecutiveBreaker(faultsInARow),
    },
  );
  breaker.onStateChange((state) => {
    failed.clear();
    onState(STATES[state]);
  });
  return {
    execute: async (work, of, isTheirs = () => true) => {
      try {
        const done = await breaker.execute(() => oncePer(failed, work, of, isTheirs));
        failed.clear();
        return done;
      } catch (error) {
        throw error instanceof Again ? error.cause : error;
      }
    },
  };
}

/** @throws {Again} where it has failed for the same one before. */
async function oncePer<T>(
  failed: Set<string>,
  work: () => T | Promise<T>,
  of: string | undefined,
  isTheirs: (error: unknown) => boolean,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (of === undefined || !isTheirs(error)) throw error;
    if (failed.has(of)) throw new Again("failed again", { cause: error });
    failed.add(of);
    throw error;
  }
}

class Again extends Error {
  override readonly name = "Again";
}

export const isLeftAlone = (error: unknown): boolean => error instanceof BrokenCircuitError;

const STATES: Record<CircuitState, State> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half-open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
};
