import { performance } from "node:perf_hooks";
import { now } from "../observe/clock.ts";

/** How many turns a mind answers at once. */
export interface Width {
  all: number;
  /** Of conversations that it does not know yet, which it has to make first. */
  unknown: number;
}

/**
 * The same width, narrowed while this process has no time to spare: then more turns side by side are no quicker together, and
 * each of them waits for all. It widens again as long as there is time.
 */
export function narrowed(width: () => Width): () => Width {
  let used = performance.eventLoopUtilization();
  let measuredAt = now();
  let most = Infinity;
  return () => {
    const { all, unknown } = width();
    if (now() - measuredAt >= MEASURED_EVERY_MS) {
      const { utilization } = performance.eventLoopUtilization(used);
      used = performance.eventLoopUtilization();
      measuredAt = now();
      const current = Math.min(most, all);
      most = utilization > BUSY ? Math.max(LEAST, Math.floor(current * NARROWER)) : Math.min(all, current + WIDER);
    }
    return { all: Math.min(all, most), unknown: Math.min(unknown, most) };
  };
}

export const MEASURED_EVERY_MS = 100;
/** The part of its time for which the process is at work. */
const BUSY = 0.85;
const LEAST = 8;
const NARROWER = 0.7;
const WIDER = 4;
