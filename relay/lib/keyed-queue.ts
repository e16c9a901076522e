/** Work in lanes: one piece at a time in each, in the order it came. Lanes do not wait for each other. */
export interface Lanes {
  /** `work` must not throw. */
  enqueue<T>(lane: string, work: () => Promise<T>): Promise<T>;
  /** Lanes with something under way. */
  busy(): number;
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>;
}

export function createLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>();
  return {
    enqueue(lane, work) {
      const tail = (tails.get(lane) ?? Promise.resolve()).then(work).finally(() => {
        if (tails.get(lane) === tail) tails.delete(lane);
      });
      tails.set(lane, tail);
      return tail;
    },
    busy: () => tails.size,
    async idle() {
      while (tails.size > 0) await Promise.allSettled(tails.values());
    },
  };
}

export const laneOf = ({ npc, player }: { npc: string; player: string }): string => `${npc}/${player}`;
