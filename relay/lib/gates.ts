/** Lets one thing at a time into each conversation. */
export interface Gates {
  /** Waits until the conversation is free; calls with the function that frees it again. Rejects when `signal` aborts first. */
  enter(conversation: string, signal: AbortSignal): Promise<() => void>;
}

export function createGates(): Gates {
  const last = new Map<string, Promise<void>>();
  return {
    enter: async (conversation, signal) => {
      const before = last.get(conversation) ?? Promise.resolve();
      const { promise: free, resolve } = Promise.withResolvers<void>();
      const mine = before.then(() => free);
      last.set(conversation, mine);
      void mine.then(() => {
        if (last.get(conversation) === mine) last.delete(conversation);
      });
      try {
        await unless(signal, before);
      } catch (error) {
        resolve();
        throw error;
      }
      return resolve;
    },
  };
}

/** The promise, or the reason of the signal, whichever is first. */
export async function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: never, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([promise, never]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
