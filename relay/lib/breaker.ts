import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from "cockatiel";

type State = "closed" | "half-open" | "open";

interface BreakerOptions {
  /** After so many faults, one after the other, it opens. */
  faultsInARow: number;
  /** How long it is open, in milliseconds, before it lets one try pass. */
  openMs: number;
  /** Which errors say something of what stands behind it; absent: all. */
  isFault?: (error: Error) => boolean;
  onState: (state: State) => void;
}

export interface Breaker {
  /** @throws what `work` throws; while it is open an error that `isLeftAlone` tells. */
  execute<T>(work: () => T | Promise<T>): Promise<T>;
}

/** Leaves alone for a while what fails again and again. */
export function createBreaker({ faultsInARow, openMs, isFault = () => true, onState }: BreakerOptions): Breaker {
  const breaker = circuitBreaker(handleWhen(isFault), {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(faultsInARow),
  });
  breaker.onStateChange((state) => onState(STATES[state]));
  return { execute: (work) => breaker.execute(work) };
}

export const isLeftAlone = (error: unknown): boolean => error instanceof BrokenCircuitError;

const STATES: Record<CircuitState, State> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half-open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
};
