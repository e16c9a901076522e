import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { judgeLocally } from "../safety/judge.ts";
import { scrubPersonal } from "../safety/scrub.ts";
import { linesOf } from "../test/support/lines.ts";
import { splice } from "../test/support/splice.ts";
import { yardstick } from "./yardstick.ts";

/**
 * What the guard costs: CPU time of ordinary lines, and of the slowest texts that a search finds in some seconds. The search
 * splices texts of `slow.yaml` and keeps what is slower than its parents. Fails where a text of a player costs more than is
 * promised, in yardsticks of the same seconds: a busy machine is slow at both.
 */
const { values } = parseArgs({ options: { seconds: { type: "string", default: "20" } } });
const LONGEST_SAID = 300;
const LONGEST_ANSWER = 600;
/** Milliseconds on a machine whose yardstick is `USUAL_MS`. */
const PROMISED_MS = { [LONGEST_SAID]: 2, [LONGEST_ANSWER]: 10 };
const USUAL_MS = 0.009;
const ROUNDS = 200;
const seeds = parse(await readFile(join(import.meta.dirname, "../test/corpus/slow.yaml"), "utf8")) as string[];

const screen = (text: string): void => {
  judgeLocally(text);
  scrubPersonal(text);
};
const ordinary = linesOf("ok").map(({ text }) => text);
for (let round = 0; round < 20; round++) ordinary.forEach(screen);
console.log(`ordinary lines: ${cpuMs(() => ordinary.forEach(screen), 20, ordinary.length).toFixed(3)} ms each`);

for (const [length, promised] of Object.entries(PROMISED_MS)) {
  const slowest = search(Number(length), (Number(values.seconds) / 2) * 1000);
  const [yard, ...taken] = leastOf([yardstick, ...slowest.map((text) => () => cpuMs(() => screen(text), 1, 1))]);
  const ms = Math.max(...taken);
  const allowed = (promised / USUAL_MS) * (yard ?? NaN);
  console.log(
    `slowest of ${length} characters: ${ms.toFixed(2)} ms, promised here: ${allowed.toFixed(2)} ` +
      `(${promised} where the yardstick is ${USUAL_MS}; it is ${yard?.toFixed(3)})\n  ${JSON.stringify(slowest[taken.indexOf(ms)])}`,
  );
  if (!(ms <= allowed)) process.exitCode = 1;
}

/** The slowest ten that are found in this time. */
function search(length: number, forMs: number): string[] {
  let best = seeds.map((seed): [string, number] => [seed, 0]);
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    const text = splice(
      best.map(([known]) => known),
      length,
      Math.random,
    );
    const ms = Math.min(...Array.from({ length: 4 }, () => cpuMs(() => screen(text), 1, 1)));
    best = [...best, [text, ms] satisfies [string, number]].sort((a, b) => b[1] - a[1]).slice(0, 40);
  }
  return best.slice(0, 10).map(([text]) => text);
}

/** The least that each of these took when they are done in turn: that is its own, the rest is the machine's. */
function leastOf(ways: (() => number)[]): number[] {
  const least = ways.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, way] of ways.entries()) least[at] = Math.min(least[at] ?? Infinity, way());
  }
  return least;
}

function cpuMs(work: () => void, times: number, parts: number): number {
  const before = process.cpuUsage();
  for (let round = 0; round < times; round++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times / parts;
}
