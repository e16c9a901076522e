import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { judgeLocally } from "../safety/judge.ts";
import { scrubPersonal } from "../safety/scrub.ts";
import { linesOf } from "../test/support/lines.ts";
import { splice } from "../test/support/splice.ts";

/**
 * What the guard costs: CPU time of ordinary lines, and of the slowest texts that a search finds in some seconds. The search
 * splices texts of `slow.yaml` and keeps what is slower than its parents. Fails where a text of a player costs more than is promised.
 */
const { values } = parseArgs({ options: { seconds: { type: "string", default: "20" } } });
const LONGEST_SAID = 300;
const LONGEST_ANSWER = 600;
const PROMISED_MS = { [LONGEST_SAID]: 2, [LONGEST_ANSWER]: 10 };
const seeds = parse(await readFile(join(import.meta.dirname, "../test/corpus/slow.yaml"), "utf8")) as string[];

const screen = (text: string): void => {
  judgeLocally(text);
  scrubPersonal(text);
};
const ordinary = linesOf("ok").map(({ text }) => text);
for (let round = 0; round < 20; round++) ordinary.forEach(screen);
console.log(`ordinary lines: ${cpuMs(() => ordinary.forEach(screen), 20, ordinary.length).toFixed(3)} ms each`);

for (const [length, promised] of Object.entries(PROMISED_MS)) {
  const [worst, ms] = search(Number(length), (Number(values.seconds) / 2) * 1000);
  console.log(
    `slowest of ${length} characters: ${ms.toFixed(2)} ms (promised: ${promised})\n  ${JSON.stringify(worst)}`,
  );
  if (ms > promised) process.exitCode = 1;
}

function search(length: number, forMs: number): [text: string, ms: number] {
  let best = seeds.map((seed): [string, number] => [seed, 0]);
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    const text = splice(
      best.map(([known]) => known),
      length,
      Math.random,
    );
    const ms = fastest(text);
    best = [...best, [text, ms] satisfies [string, number]].sort((a, b) => b[1] - a[1]).slice(0, 40);
  }
  return best.map(([text]): [string, number] => [text, fastest(text, 30)]).sort((a, b) => b[1] - a[1])[0] ?? ["", 0];
}

/** The least of some times is the text's own; the rest is the machine's. */
function fastest(text: string, times = 4): number {
  return Math.min(...Array.from({ length: times }, () => cpuMs(() => screen(text), 1, 1)));
}

function cpuMs(work: () => void, times: number, parts: number): number {
  const before = process.cpuUsage();
  for (let round = 0; round < times; round++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times / parts;
}
