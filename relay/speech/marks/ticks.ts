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

function read(reading: Reading, code: string): void {
  if (reading.lastSolid() === "" && isProse(code)) return reading.read(code.replace(LANGUAGE, ""));
  const object = /[[{][\s\S]*[\]}]/.exec(code)?.[0];
  const { calls, words } = object === undefined ? { calls: [], words: "" } : readObject(object);
  reading.call(calls.length > 0 ? calls : takeInvocations(code, reading.offered).calls);
  reading.read(words);
}

/** Nothing but an answer stands in it. */
const isProse = (code: string): boolean =>
  LANGUAGE.test(code) && !OF_CODE.test(code) && WORDS.test(code) && SPEECH_ENDS.test(code.slice(-20));

const LANGUAGE = /^(?:text|txt|plaintext|markdown|md|dialogue|response)?[ \t]*\n/i;
const OF_CODE = /[{}<>=;$\\#[\]]|\w\(/;
const WORDS = /\p{L}[ ,.!?…]|[\p{sc=Han}\p{sc=Hira}\p{sc=Hang}]{2}/u;
const SPEECH_ENDS = /[\p{Sentence_Terminal}…"”」*)]\s*$/u;
