import { performance } from "node:perf_hooks";

/**
 * Milliseconds since 1970, as the system's clock had it when the process started and counted on from there: a clock that is
 * set while the relay runs neither ends a talk nor puts turns out of order.
 */
export const now = (): number => Math.round(performance.timeOrigin + performance.now());
