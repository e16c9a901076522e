import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../../observe/clock.ts";

/** Whose a call is: a universe, and among how many the account is shared. */
export interface Owner {
  universe: string;
  among: number;
}

/** What the provider's account allows in a minute, of requests or of tokens. */
export interface MinuteShares {
  /**
   * Resolves when so much is spent of the minute and of the universe's share in it. `owner`: absent where a call belongs to no
   * turn, which is held to the minute alone. Answers with what tells how much more it came to. @throws the signal's reason.
   */
  spend(cost: number, owner: Owner | undefined, patience: AbortSignal): Promise<(more: number) => void>;
  /** What is spent whether or not there is room for it. */
  count(cost: number, owner: Owner | undefined): void;
}

const MINUTE_MS = 60_000;

/**
 * Shared equally by the universes that have called within the minute, and a share is left for one that comes; one that is alone
 * has all. The minute is the same for all: shares that ended at different times could be spent twice in one of another's.
 */
export function createMinuteShares(limit: number): MinuteShares {
  let until = 0;
  let all = 0;
  const spent = new Map<string, number>();
  const add = (universe: string | undefined, cost: number): void => {
    all += cost;
    if (universe !== undefined) spent.set(universe, (spent.get(universe) ?? 0) + cost);
  };
  const shareOf = ({ universe, among }: Owner): number => {
    const callers = spent.size + (spent.has(universe) ? 0 : 1);
    return Math.max(1, Math.floor(limit / Math.min(callers + 1, Math.max(among, callers))));
  };
  const hasRoom = (cost: number, owner: Owner | undefined): boolean => {
    // One call that is larger than all there is goes alone: it would wait for ever.
    if (all > 0 && all + cost > limit) return false;
    const mine = owner === undefined ? 0 : (spent.get(owner.universe) ?? 0);
    return owner === undefined || mine === 0 || mine + cost <= shareOf(owner);
  };
  const beginAnew = (): void => {
    if (now() < until) return;
    until = now() + MINUTE_MS;
    all = 0;
    spent.clear();
  };
  return {
    count: (cost, owner) => {
      beginAnew();
      add(owner?.universe, cost);
    },
    async spend(cost, owner, patience) {
      for (;;) {
        beginAnew();
        if (hasRoom(cost, owner)) break;
        // Who waits has called within this minute too.
        if (owner !== undefined) add(owner.universe, 0);
        await sleep(Math.max(1, until - now()), undefined, { signal: patience });
      }
      add(owner?.universe, cost);
      return (more) => add(owner?.universe, Math.max(0, more));
    },
  };
}
