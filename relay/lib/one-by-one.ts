import { setImmediate } from "node:timers/promises";

/**
 * Does one piece of work at a time for each key, in the order it came, and lets everything else go before the next: however
 * much one key brings at once, another waits for one piece of it at most.
 */
export type OneByOne = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createOneByOne(): OneByOne {
  const tails = new Map<string, Promise<void>>();
  return async (key, work) => {
    const before = tails.get(key);
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const tail = (before ?? Promise.resolve()).then(() => done);
    tails.set(key, tail);
    try {
      await before;
      return await work();
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
      void setImmediate().then(() => resolve());
    }
  };
}
