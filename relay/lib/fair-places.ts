/** So many at once; whoever holds the fewest is next, and nobody holds all. */
export interface FairPlaces {
  /** Waits for a place. Call what it answers with when it is free again. @throws the signal's reason where it aborts. */
  enter(whose: string, signal: AbortSignal): Promise<() => void>;
}

/** What one may hold at most, so that there is always a place for another. */
const SHARE = 0.75;

export function createFairPlaces(count: number): FairPlaces {
  const most = Math.max(1, Math.floor(count * SHARE));
  const held = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  let free = count;
  const heldBy = (whose: string): number => held.get(whose) ?? 0;
  const take = (whose: string): (() => void) => {
    free -= 1;
    held.set(whose, heldBy(whose) + 1);
    let isFree = false;
    return () => {
      if (isFree) return;
      isFree = true;
      free += 1;
      if (heldBy(whose) > 1) held.set(whose, heldBy(whose) - 1);
      else held.delete(whose);
      serve();
    };
  };
  const serve = (): void => {
    const [next] = [...waiting.keys()]
      .filter((whose) => heldBy(whose) < most)
      .toSorted((a, b) => heldBy(a) - heldBy(b));
    const [admit] = (next !== undefined && free > 0 && waiting.get(next)) || [];
    admit?.();
  };
  return {
    enter(whose, signal) {
      if (free > 0 && heldBy(whose) < most && !waiting.has(whose)) return Promise.resolve(take(whose));
      return new Promise((resolve, reject) => {
        const mine = waiting.get(whose) ?? new Set<() => void>();
        const leaveLine = (): void => {
          mine.delete(admit);
          // To the end of the map: whoever was served is last among equals.
          waiting.delete(whose);
          if (mine.size > 0) waiting.set(whose, mine);
          signal.removeEventListener("abort", giveUp);
        };
        const admit = (): void => {
          leaveLine();
          resolve(take(whose));
        };
        const giveUp = (): void => {
          leaveLine();
          reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
        };
        waiting.set(whose, mine.add(admit));
        if (signal.aborted) giveUp();
        else signal.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}
