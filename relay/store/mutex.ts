/** One at a time, in the order they came. */
export interface Mutex {
  take(): Promise<void>;
  leave(): void;
}

export function createMutex(): Mutex {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  return {
    take: async () => {
      if (isTaken) await new Promise<void>((resolve) => waiting.push(resolve));
      isTaken = true;
    },
    leave: () => {
      const next = waiting.shift();
      // It stays taken: nobody comes in between.
      if (next === undefined) isTaken = false;
      else next();
    },
  };
}
