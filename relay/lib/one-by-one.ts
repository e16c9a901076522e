import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";

/**
 * Does one piece of work at a time for each key, in the order it came, and lets everything else go after each few milliseconds:
 * however much one key brings at once, another waits no longer than that. `over`: lets the next begin, where what is left of the
 * work is to wait; it is over when it has ended in any case.
 */
export type OneByOne = <T>(key: string, work: (over: () => void) => Promise<T>) => Promise<T>;

export function createOneByOne(): OneByOne {
  const tails = new Map<string, Promise<void>>();
  /** Of each key with work: when its slice of time began. */
  const slices = new Map<string, number>();
  const breathe = async (key: string): Promise<void> => {
    if (performance.now() - (slices.get(key) ?? 0) < SLICE_MS) return;
    await setImmediate();
    slices.set(key, performance.now());
  };
  return async (key, work) => {
    const before = tails.get(key);
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const tail = (before ?? Promise.resolve()).then(() => done);
    tails.set(key, tail);
    if (before === undefined) slices.set(key, performance.now());
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      void breathe(key).then(() => {
        if (tails.get(key) === tail) {
          tails.delete(key);
          slices.delete(key);
        }
        resolve();
      });
    };
    try {
      await before;
      return await work(over);
    } finally {
      over();
    }
  };
}

const SLICE_MS = 3;
