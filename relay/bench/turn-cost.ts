import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startRelayProcess } from "../test/support/relay-process.ts";
import { load } from "./load.ts";
import { openQuickModel } from "./quick-model.ts";
import { startModel } from "./sim/start-model.ts";
import { openTalker, type Talker, UNLIMITED } from "./talker.ts";

/**
 * What a turn of `/v1/talk` costs in CPU, as a ratio to the least that one can cost (`floor.ts`) in the same run, so that it is
 * the same on a slow machine and on a fast one. `npm run bench:turn`. With `--tokens 60` before a model of 500 ms to its first
 * token and so many tokens a second, as players meet one: minutes, and nothing is promised of it.
 */
const { values } = parseArgs({ options: { tokens: { type: "string" } } });
const pace = values.tokens === undefined ? undefined : { toFirst: 500, tokens: Number(values.tokens) };
const PROMISED = 700 / 346;
/** 3.3 to 3.7 on a machine that is never quite quiet; it was 9.5 once. */
const ALLOWED = 2 * PROMISED;
const AT_ONCE = pace === undefined ? 32 : 128;
const PLAYERS = 2_000;
const WARM_UP_TURNS = pace === undefined ? 3_000 : 1_000;
const ROUNDS = pace === undefined ? 36 : 3;
/** Of the floor and of the relay: they take about as long, so that neither has the better luck with its neighbours. */
const TURNS_A_ROUND = pace === undefined ? { floor: 450, relay: 150 } : { floor: 300, relay: 300 };

const model = pace === undefined ? await openQuickModel() : await startModel(pace.toFirst, pace.tokens);
const folder = await mkdtemp(join(tmpdir(), "townsfolk-bench-"));
const floor = spawn(process.execPath, [join(import.meta.dirname, "floor.ts"), folder, model.url], {
  stdio: ["ignore", "pipe", "inherit"],
});
const floorUrl = await new Promise<string>((resolve) =>
  floor.stdout.on("data", (data: Buffer) => resolve(data.toString().trim().replace("address ", ""))),
);
const relay = await startRelayProcess(folder, { ...UNLIMITED, OPENAI_BASE_URL: model.url });
/** One after another, so that every talk grows by as much. */
let player = 0;
const talkers = [openTalker(floorUrl, AT_ONCE), openTalker(relay.url, AT_ONCE)] as const;
for (const talker of talkers) await take(talker, WARM_UP_TURNS);
const rounds: { floor: number; relay: number; ratio: number }[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const floor = await costOf(talkers[0], TURNS_A_ROUND.floor);
  const relay = await costOf(talkers[1], TURNS_A_ROUND.relay);
  rounds.push({ floor, relay, ratio: relay / floor });
}
// Of each round by itself, since what else the machine does slows both; the relay more, whose memory is larger.
const [ofFloor, ofRelay, ratio] = [quiet("floor"), quiet("relay"), quiet("ratio")];
const isMet = pace !== undefined || ratio <= ALLOWED;
console.log(
  `a turn: ${ofRelay.toFixed(0)} us of CPU; the least that one can cost: ${ofFloor.toFixed(0)} us; ${ratio.toFixed(2)} times`,
);
if (pace === undefined)
  console.log(`${isMet ? "ok  " : "FAIL"} ${ALLOWED.toFixed(2)} times at most (promised: ${PROMISED.toFixed(2)})`);
process.exitCode = isMet ? 0 : 1;
floor.kill();
await relay.stop("SIGTERM");
if ("close" in model) model.close();
else model.stop();
for (const talker of talkers) await talker.close();
await rm(folder, { recursive: true, force: true });

/** Microseconds of CPU a turn. */
async function costOf(talker: Talker, turns: number): Promise<number> {
  const before = await talker.cpu();
  await take(talker, turns);
  const cost = ((await talker.cpu()) - before) / turns;
  await sleep(50);
  return cost;
}

/** Below it are the quarter of the rounds that were least disturbed. */
function quiet(of: "floor" | "relay" | "ratio"): number {
  const sorted = rounds.map((round) => round[of]).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 4)] ?? NaN;
}

async function take(talker: Talker, turns: number): Promise<void> {
  await load(AT_ONCE, turns, async () => {
    await talker.talk(1_000 + (player++ % PLAYERS));
  });
}
