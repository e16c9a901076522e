import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../../observe/clock.ts";

/** Whose a call is: a universe, and among how many the account's calls are shared. */
export interface Owner {
  universe: string;
  among: number;
}

/** Resolves when the call has its place in its universe's share of the minute. @throws the signal's reason where it aborts. */
export type EnterShare = (turn: string | undefined, patience: AbortSignal) => Promise<void>;

const MINUTE_MS = 60_000;

/**
 * The account's calls of a minute, shared by universes: equally by those that have called within the minute, and a share is
 * left for one that comes. One that is alone has all. `ownerOf`: nobody where a call belongs to no turn, which counts for all.
 */
export function createRpmShares(
  rpm: number,
  ownerOf: (turn: string) => Owner | undefined | Promise<Owner | undefined>,
): EnterShare {
  const spent = new Map<string, { calls: number; until: number }>();
  return async (turn, patience) => {
    const owner = turn === undefined ? undefined : await ownerOf(turn);
    if (owner === undefined) return;
    const { universe, among } = owner;
    for (;;) {
      for (const [other, { until }] of spent) if (until <= now()) spent.delete(other);
      const mine = spent.get(universe) ?? { calls: 0, until: now() + MINUTE_MS };
      spent.set(universe, mine);
      if (mine.calls < Math.max(1, Math.floor(rpm / Math.min(spent.size + 1, Math.max(among, spent.size))))) {
        mine.calls += 1;
        return;
      }
      await sleep(Math.max(1, mine.until - now()), undefined, { signal: patience });
    }
  };
}
