import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRelayProcess } from "../test/support/relay-process.ts";
import { load } from "./load.ts";
import { percentile } from "./percentile.ts";
import { openQuickModel } from "./quick-model.ts";
import { openTalker, type Talker, UNLIMITED } from "./talker.ts";

/**
 * What is promised of one relay besides the cost of a turn: that it is not slow when it is cold, how much memory it takes at its
 * peak, and what it adds to a slow model when 256 talk at once. `npm run bench:promises`; the last is milliseconds, so on a quiet
 * machine alone.
 */
const MANY = 256;
const TURNS = 1_000;
const MODEL_MS = 200;

await measure(0, async (talker, pid) => {
  const cold = await cpuOf(talker);
  for (let round = 0; round < 3; round++) await cpuOf(talker);
  const warm = Math.min(await cpuOf(talker), await cpuOf(talker));
  tell(`the first ${TURNS} turns cost times as much as later ones`, cold / warm, 1.5);
  await atOnce(talker, 2 * TURNS);
  tell("MB of memory at its peak", await peakOf(pid), 260);
});
await measure(MODEL_MS, async (talker) => {
  await atOnce(talker, 4 * MANY);
  const times = await atOnce(talker, 8 * MANY);
  const p99 = percentile(times, 0.99);
  tell(`ms that ${MANY} at once wait at most (p99) for more than a model of ${MODEL_MS} ms`, p99 - MODEL_MS, 30);
});

function tell(what: string, found: number, promised: number): void {
  const isMet = found <= promised;
  console.log(`${isMet ? "ok  " : "FAIL"} ${found.toFixed(2).padStart(8)} (promised: ${promised})  ${what}`);
  if (!isMet) process.exitCode = 1;
}

async function measure(delayMs: number, work: (talker: Talker, pid: number) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-bench-"));
  const model = await openQuickModel(delayMs);
  const relay = await startRelayProcess(folder, { ...UNLIMITED, OPENAI_BASE_URL: model.url });
  const talker = openTalker(relay.url, MANY);
  try {
    await work(talker, relay.child.pid ?? 0);
  } finally {
    await talker.close();
    await relay.stop("SIGTERM");
    model.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function cpuOf(talker: Talker): Promise<number> {
  const before = await talker.cpu();
  await atOnce(talker, TURNS, 32);
  return (await talker.cpu()) - before;
}

/** Answers with the milliseconds of each turn. */
async function atOnce(talker: Talker, turns: number, workers = MANY): Promise<number[]> {
  const times: number[] = [];
  let player = 0;
  await load(workers, turns, async () => void times.push(await talker.talk(1_000 + (player++ % 2_000))));
  return times;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
