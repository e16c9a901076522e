/** Who was here within the last `ms`. */
export interface Lately {
  note(who: string): void;
  count(): number;
}

export function createLately(ms: number): Lately {
  /** When each was last here, the latest at the end. */
  const seen = new Map<string, number>();
  return {
    note: (who) => {
      seen.delete(who);
      seen.set(who, performance.now());
    },
    count: () => {
      for (const [who, at] of seen) {
        if (performance.now() - at < ms) break;
        seen.delete(who);
      }
      return seen.size;
    },
  };
}
