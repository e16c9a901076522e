import { RelayError } from "../http/errors.ts";
import type { Metrics } from "../observe/metrics.ts";

/** Long polls of each key that wait for something to happen. */
export interface OpenPolls {
  /** Call what it answers with when the poll is over. @throws {RelayError} `rate_limited` */
  enter(key: string): () => void;
}

/** A poll is over after 20 s at most. */
const RETRY_AFTER_S = 5;

export function countOpenPolls(limit: number, metrics: Pick<Metrics, "limiterRefused">): OpenPolls {
  const counts = new Map<string, number>();
  const add = (key: string, by: number): void => {
    const count = (counts.get(key) ?? 0) + by;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
  };
  return {
    enter: (key) => {
      if ((counts.get(key) ?? 0) >= limit) {
        metrics.limiterRefused("key's open polls");
        throw new RelayError("rate_limited", "Too many polls of one key are waiting.", RETRY_AFTER_S);
      }
      add(key, 1);
      return () => add(key, -1);
    },
  };
}
