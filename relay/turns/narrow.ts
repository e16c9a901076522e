import { performance } from "node:perf_hooks";
import { createPace } from "../lib/pace.ts";
import { now } from "../observe/clock.ts";

/** How many turns a mind answers at once. */
export interface Width {
  all: number;
  /** Of conversations that it does not know yet, which it has to make first. */
  unknown: number;
}

/**
 * The same width, narrowed while this process has no time to spare. `taken`: how many turns hold a place, and whether several
 * universes want one.
 */
export function narrowed(width: () => Width, taken: () => { places: number; isShared: boolean }): () => Width {
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
      const { places, isShared } = taken();
      most = pace(utilization, ms, places, { least: isShared ? LEAST : all * LEAST_ALONE, most: all });
    }
    return { all: Math.min(all, most), unknown: Math.min(unknown, most) };
  };
}

export const MEASURED_EVERY_MS = 100;
/** Each turn of one universe more is time that another's turn waits for. */
const LEAST = 8;
/** Of all: who has the relay alone waits for nobody else, and what the process is busy with may be something else than turns. */
const LEAST_ALONE = 0.25;
