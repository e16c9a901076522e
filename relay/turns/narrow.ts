import { performance } from "node:perf_hooks";
import { createPace } from "../lib/pace.ts";
import { now } from "../observe/clock.ts";

/** How many turns a mind answers at once. */
export interface Width {
  all: number;
  /** Of conversations that it does not know yet, which it has to make first. */
  unknown: number;
}

/** The same width, narrowed while this process has no time to spare. `underWay`: how many turns hold a place. */
export function narrowed(width: () => Width, underWay: () => number): () => Width {
  const pace = createPace();
  let used = performance.eventLoopUtilization();
  let measuredAt = now();
  let most = Infinity;
  return () => {
    const { all, unknown } = width();
    const ms = now() - measuredAt;
    if (ms >= MEASURED_EVERY_MS) {
      const { utilization } = performance.eventLoopUtilization(used);
      used = performance.eventLoopUtilization();
      measuredAt = now();
      most = pace(utilization, ms, underWay(), all);
    }
    return { all: Math.min(all, most), unknown: Math.min(unknown, most) };
  };
}

export const MEASURED_EVERY_MS = 100;
