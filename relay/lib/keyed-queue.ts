import { unless } from "./abort.ts";

/** A queue for each key: one piece of work at a time, in the order it came. No key waits for another. */
export interface KeyedQueue {
  /** `work` must not throw. */
  enqueue<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Waits until it is its turn; calls with what lets the next one in. Rejects, and lets it in, where `signal` aborts first. */
  enter(key: string, signal?: AbortSignal): Promise<() => void>;
  /** Keys with something under way. */
  busy(): number;
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>;
}

export function createKeyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<unknown>>();
  const enqueue: KeyedQueue["enqueue"] = (key, work) => {
    const tail = (tails.get(key) ?? Promise.resolve()).then(work).finally(() => {
      if (tails.get(key) === tail) tails.delete(key);
    });
    tails.set(key, tail);
    return tail;
  };
  return {
    enqueue,
    async enter(key, signal) {
      const { promise: left, resolve: leave } = Promise.withResolvers<void>();
      const entered = new Promise<void>((enter) => void enqueue(key, () => (enter(), left)));
      await (signal ? unless(signal, entered) : entered).catch((error: unknown) => {
        leave();
        throw error;
      });
      return leave;
    },
    busy: () => tails.size,
    async idle() {
      while (tails.size > 0) await Promise.allSettled(tails.values());
    },
  };
}
