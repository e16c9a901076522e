import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRelayProcess } from "../test/support/relay-process.ts";
import { load, median } from "./load.ts";
import { openQuickModel } from "./quick-model.ts";
import { FIRST_PLAYER, seed } from "./seed.ts";
import { openTalker, UNLIMITED } from "./talker.ts";

/**
 * What a turn of `/v1/talk` takes against what there is besides: open talks, turns of history, stored conversations. With the
 * mind `direct`, whose prompt is of what is stored. Fails where a turn costs more, the more is stored. `npm run bench:curves`,
 * with `-- --long` up to 100,000 conversations.
 */
const isLong = process.argv.includes("--long");
const AT_ONCE = 8;
const TURNS = 400;
const NEWCOMER = 1_000_000;
/** Of the turn's cost among the most that is stored to that among the least; a shared machine is as unsteady as that. */
const ALLOWED = 1.6;

interface Point {
  open?: number;
  history?: number;
  stored?: number;
}

const POINTS: Record<string, Point[]> = {
  "open talks": [1, 10, 100, 1_000].map((open) => ({ open })),
  "turns of history": [10, 100, 1_000].map((history) => ({ history })),
  "stored conversations": [1_000, 10_000, ...(isLong ? [100_000] : [])].map((stored) => ({ stored })),
};

console.log("                              ms a turn   us of CPU   MB    prompt, tokens");
const costs = new Map<string, number[]>();
for (const [name, points] of Object.entries(POINTS))
  for (const point of points) {
    const { ms, us, megabytes, tokens } = await measured(point);
    costs.set(name, [...(costs.get(name) ?? []), us]);
    const count = Object.values(point).join("").padStart(8);
    console.log(
      `${count} ${name.padEnd(21)} ${[ms.toFixed(1), us.toFixed(0), megabytes.toFixed(0), tokens].map((cell) => String(cell).padEnd(11)).join("")}`,
    );
  }
const [least = NaN, ...more] = costs.get("stored conversations") ?? [];
const growth = Math.max(...more) / least;
console.log(
  `${growth <= ALLOWED ? "ok  " : "FAIL"} a turn costs ${growth.toFixed(2)} times as much among the most that is stored`,
);
process.exitCode = growth <= ALLOWED ? 0 : 1;

async function measured({ open = 0, history = 0, stored = 0 }: Point) {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-bench-"));
  if (history > 0) await seed(folder, AT_ONCE, history);
  if (stored > 0) await seed(folder, stored, 5);
  const model = await openQuickModel();
  const relay = await startRelayProcess(folder, { ...UNLIMITED, OPENAI_BASE_URL: model.url });
  const talker = openTalker(relay.url, AT_ONCE);
  try {
    // Compiled, as a relay is that runs for a day.
    await load(AT_ONCE, 1_200, async (worker) => {
      await talker.talk(NEWCOMER + worker);
    });
    for (let player = 0; player < open; player++) await talker.talk(NEWCOMER + AT_ONCE + player);
    const whose = whoTalks({ open, stored });
    const times: number[] = [];
    const before = await talker.cpu();
    await load(AT_ONCE, TURNS, async (worker) => void times.push(await talker.talk(whose(worker))));
    const us = ((await talker.cpu()) - before) / TURNS;
    return { ms: median(times), us, megabytes: await talker.megabytes(), tokens: model.promptTokens() };
  } finally {
    await talker.close();
    await relay.stop("SIGTERM");
    model.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** With a history, each worker is the one whose it is; else all who talk, or are stored, by turns. */
function whoTalks({ open, stored }: { open: number; stored: number }): (worker: number) => number {
  let turn = 0;
  if (open > 0) return () => NEWCOMER + AT_ONCE + (turn++ % open);
  if (stored > 0) return () => FIRST_PLAYER + ((turn++ * 7) % stored);
  return (worker) => FIRST_PLAYER + worker;
}
