import { readObject } from "../calls.ts";
import type { Reading } from "../reading.ts";
import { runOf } from "./run-of.ts";

/** Code: nothing of it is said but the words of an answer in JSON. Ticks around a word are left out. */
export function ticks(reading: Reading): boolean {
  const run = runOf("`", reading.rest);
  if (run < 3 && run === reading.rest.length && !reading.isLast) return false;
  reading.skip(run);
  if (run >= 3) reading.inside = { until: /```/, isKept: true, done: (code) => read(reading, code) };
  return true;
}

function read(reading: Reading, code: string): void {
  const object = /[[{][\s\S]*[\]}]/.exec(code)?.[0];
  const { calls, words } = object === undefined ? { calls: [], words: "" } : readObject(object);
  reading.call(calls);
  reading.sayWritten(words);
}
