import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { HOLDERS } from "../store/postgres/points.ts";

/** One thing that is counted within a minute. */
export interface Step {
  by: (typeof HOLDERS)[number];
  /** For the operators' counter and the words. */
  what: string;
  /** Of which one of these. */
  whose: string;
  most: number;
  /** 1 where nothing is said; with 0 it asks whether there are any left. */
  count?: number;
}

export interface Refusal {
  what: string;
  /** Until it is worth to ask again. */
  ms: number;
}

/** Counts each step until one refuses, which is answered with; by each holder there is one at most. */
export interface Points {
  take(steps: Step[]): Promise<Refusal | undefined>;
}

const MINUTE_S = 60;

/** For a relay that is alone. */
export function pointsInMemory(): Points {
  const limiters = new Map<string, RateLimiterMemory>();
  const limiterOf = ({ what, most }: Step): RateLimiterMemory => {
    const limiter = limiters.get(what) ?? new RateLimiterMemory({ points: most, duration: MINUTE_S });
    limiters.set(what, limiter);
    return limiter;
  };
  return {
    take: async (steps) => {
      for (const step of steps)
        try {
          await limiterOf(step).consume(step.whose, step.count ?? 1);
        } catch (refusal) {
          if (!(refusal instanceof RateLimiterRes)) throw refusal;
          return { what: step.what, ms: refusal.msBeforeNext };
        }
      return undefined;
    },
  };
}
