import { takeInvocations } from "../calls/invocations.ts";
import { readObject } from "../calls/objects.ts";
import type { Reading } from "../reading.ts";
import { runOf } from "./run-of.ts";

/** Code between three signs: nothing of it is said but the words of an answer in JSON. One or two are left out, and a tilde stays. */
export function ticks(reading: Reading): boolean {
  const sign = reading.rest.charAt(0);
  const run = runOf(sign, reading.rest);
  if (run < 3 && run === reading.rest.length && !reading.isLast) return false;
  if (run < 3 && sign === "~") reading.say(sign.repeat(run));
  reading.skip(run);
  if (run >= 3)
    reading.inside = { until: sign === "~" ? /~~~/ : /```/, isKept: true, done: (code) => read(reading, code) };
  return true;
}

const LANGUAGE = /^(?:text|txt|plaintext|markdown|md|dialogue|response)?[ \t]*\n/i;
const PROSE = new RegExp(
  `${LANGUAGE.source}[^{}<>=;$\\\\()[\\]#]*\\p{Ll}[ ,.!?…][^{}<>=;$\\\\()[\\]#]*[.!?…"”]\\s*$`,
  "iu",
);

function read(reading: Reading, code: string): void {
  // Nothing but the answer stands in it.
  if (reading.lastSolid() === "" && PROSE.test(code)) return reading.read(code.replace(LANGUAGE, ""));
  const object = /[[{][\s\S]*[\]}]/.exec(code)?.[0];
  const { calls, words } = object === undefined ? { calls: [], words: "" } : readObject(object);
  reading.call(calls.length > 0 ? calls : takeInvocations(code, reading.offered).calls);
  reading.read(words);
}
