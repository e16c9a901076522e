/** A queue for each key: one piece of work at a time, in the order it came. No key waits for another. */
export interface KeyedQueue {
  /** `work` must not throw. */
  enqueue<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Keys with something under way. */
  busy(): number;
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>;
}

export function createKeyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<unknown>>();
  return {
    enqueue(key, work) {
      const tail = (tails.get(key) ?? Promise.resolve()).then(work).finally(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      tails.set(key, tail);
      return tail;
    },
    busy: () => tails.size,
    async idle() {
      while (tails.size > 0) await Promise.allSettled(tails.values());
    },
  };
}
