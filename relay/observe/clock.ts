import { performance } from "node:perf_hooks";

/**
 * Milliseconds since 1970, as the system's clock had it when the process started and counted on from there: a clock that is
 * set while the relay runs neither ends a talk nor puts turns out of order.
 */
export const now = (): number => Math.round(performance.timeOrigin + performance.now());

/** In UTC, as `2026-11-24`. */
export function today(): string {
  const number = Math.floor(Date.now() / DAY_MS);
  if (number !== day.number) day = { number, name: new Date().toISOString().slice(0, 10) };
  return day.name;
}

const DAY_MS = 86_400_000;
let day = { number: -1, name: "" };
