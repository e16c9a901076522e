import { setImmediate } from "node:timers/promises";

/**
 * Brings to the disk together what many have committed at the same time. A transaction is committed without waiting for the
 * disk (`synchronous_commit = off`), so that it holds its locks no longer than it must, and one flush then keeps many. Nobody
 * hears of what they wrote, or read of others' writing, before it is kept:
 * https://www.postgresql.org/docs/current/wal-async-commit.html
 */
export interface Flush {
  /** Does what commits something, and resolves when it is kept. @throws what `commit` does, or the flush. */
  keep<T>(commit: () => Promise<T>): Promise<T>;
  /** Resolves when all that can have been read by now is kept. @throws what the flush does. */
  readable(): Promise<void>;
}

/** `flush` keeps all that was committed before it was called. */
export function createFlush(flush: () => Promise<unknown>): Flush {
  /** Of those that commit, or wait for the disk. */
  let writers = 0;
  let next: Promise<void> | undefined;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    // Who is kept waiting by the flush under way makes the next one large.
    if (running === undefined) await setImmediate();
    else await running.catch(() => undefined);
    running = next;
    next = undefined;
    await flush();
  };
  const kept = (): Promise<void> => {
    next ??= run().finally(() => {
      if (next === undefined) running = undefined;
    });
    return next;
  };
  return {
    keep: async (commit) => {
      writers += 1;
      try {
        const done = await commit();
        await kept();
        return done;
      } finally {
        writers -= 1;
      }
    },
    readable: () => (writers > 0 ? kept() : Promise.resolve()),
  };
}
