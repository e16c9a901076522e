import { now } from "../../observe/clock.ts";

/** Which calls of models belong to which turn, so that they end with it. */
export interface Calls {
  open(turn: string): { signal: AbortSignal; close: () => void };
  /** Ends the calls of a turn, also those that only arrive within the next minute. */
  abortCalls(turn: string): void;
}

const REMEMBERED_MS = 60_000;

export function createCalls(): Calls {
  const calls = new Map<string, Set<AbortController>>();
  const over = new Map<string, number>();
  return {
    open(turn) {
      const call = new AbortController();
      if (over.has(turn)) call.abort();
      const ofTurn = calls.get(turn) ?? new Set();
      calls.set(turn, ofTurn.add(call));
      const close = (): void => {
        ofTurn.delete(call);
        if (ofTurn.size === 0) calls.delete(turn);
      };
      return { signal: call.signal, close };
    },
    abortCalls(turn) {
      for (const [old, at] of over) if (now() - at > REMEMBERED_MS) over.delete(old);
      over.set(turn, now());
      calls.get(turn)?.forEach((call) => call.abort());
    },
  };
}
