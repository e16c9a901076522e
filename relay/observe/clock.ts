import { performance } from "node:perf_hooks";

/**
 * Milliseconds since 1970, as the system's clock had it when the process started and counted on from there: a clock that is
 * set while the relay runs neither ends a talk nor puts turns out of order. Relays that share a database go by its clock.
 */
export const now = (): number => Math.round(counted() + (behind ?? 0));

/** As a calendar has it, which follows a clock that is set. */
export const date = (): number => (behind === undefined ? Date.now() : now());

/** In UTC, as `2026-11-24`. */
export function today(): string {
  const at = date();
  const number = Math.floor(at / DAY_MS);
  if (number !== day.number) day = { number, name: new Date(at).toISOString().slice(0, 10) };
  return day.name;
}

/** It is so late where all relays look, however this machine's clock is set. Answers with by how many milliseconds that is behind. */
export function goBy(at: number): number {
  behind = at - counted();
  return Math.round(behind);
}

const counted = (): number => performance.timeOrigin + performance.now();
/** This machine's clock, where there is another to go by. */
let behind: number | undefined;

const DAY_MS = 86_400_000;
let day = { number: -1, name: "" };
