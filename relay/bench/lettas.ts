import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import { lettasOf } from "../test/support/letta-processes.ts";
import { startRelayProcess } from "../test/support/relay-process.ts";
import { load } from "./load.ts";

/**
 * First whether 200 players who speak for the first time at once are all answered by two Lettas. Then what a turn costs with 1, 2
 * and 4 Lettas, in CPU of the relay and its Lettas together, when each is warm: they are worth their number only where that stays
 * the same. Exits 1 where one of the 200 is not, or the dearest costs 10 % more than the cheapest. Linux: it reads /proc.
 */
const AT_ONCE = 32;
/** Of each Letta: what it runs for the first time costs several times as much. */
const WARM_UP_TURNS = 600;
const TURNS = 1_600;
const MOST = 1.1;

const NEW = 200;
const answered = await measureBurst();
console.log(`${answered} of ${NEW} new talks at once are answered by two Lettas.\n`);
if (answered < NEW) process.exitCode = 1;

console.log("Lettas   turns a second   turns a CPU second   ms of CPU a turn");
const costs: number[] = [];
for (const lettas of [1, 2, 4]) {
  const { perSecond, cost } = await measure(lettas);
  costs.push(cost);
  console.log(
    [
      String(lettas).padEnd(8),
      perSecond.toFixed(1).padEnd(16),
      (1000 / cost).toFixed(1).padEnd(20),
      cost.toFixed(1),
    ].join(" "),
  );
}
const spread = Math.max(...costs) / Math.min(...costs);
console.log(`\nThe dearest costs ${spread.toFixed(2)} of the cheapest (promised: ${MOST} at most).`);
if (spread > MOST) process.exitCode = 1;

async function measureBurst(): Promise<number> {
  const { mindOf, close } = await openTown(2);
  const minds = await Promise.all(Array.from({ length: NEW }, (_, at) => mindOf(at)));
  await close();
  return minds.filter((mind) => mind === "letta-app-server").length;
}

async function measure(lettas: number): Promise<{ perSecond: number; cost: number }> {
  const { relay, mindOf, close } = await openTown(lettas);
  const talk = async (worker: number): Promise<void> => {
    const mind = await mindOf(worker);
    if (mind !== "letta-app-server") throw new Error(`answered by ${mind ?? "nobody"}, not by Letta`);
  };
  for (let worker = 0; worker < AT_ONCE; worker++) await talk(worker);
  await load(AT_ONCE, lettas * WARM_UP_TURNS, talk);
  const pid = relay.child.pid ?? 0;
  const pids = [pid, ...(await lettasOf(pid))];
  const before = await cpuMs(pids);
  const perSecond = await load(AT_ONCE, TURNS, talk);
  const cost = ((await cpuMs(pids)) - before) / TURNS;
  await close();
  return { perSecond, cost };
}

async function openTown(lettas: number) {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-lettas-"));
  const relay = await startRelayProcess(folder, {
    MIND: "letta-app-server",
    LETTA_PROCESSES: String(lettas),
    LOG_LEVEL: "silent",
    PLAYER_TURNS_PER_MINUTE: "1000000",
    SERVER_TURNS_PER_MINUTE: "1000000",
    NPC_TURNS_PER_MINUTE: "1000000",
    KEY_TURNS_PER_MINUTE: "1000000",
  });
  return {
    relay,
    mindOf: async (player: number): Promise<string | undefined> => {
      const { body } = await request(`${relay.url}/v1/talk`, {
        method: "POST",
        headers: { authorization: "Bearer dev" },
        body: JSON.stringify({ npc: "guard", player: String(player + 1), text: "Is the road safe?" }),
      });
      return ((await body.json()) as { mind?: string }).mind;
    },
    close: async (): Promise<void> => {
      await relay.stop("SIGTERM");
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Of user and system, of all their threads: fields 14 and 15 of proc_pid_stat(5), in hundredths of a second. */
async function cpuMs(pids: number[]): Promise<number> {
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8")));
  return stats
    .map((stat) => stat.slice(stat.lastIndexOf(")") + 2).split(" "))
    .reduce((sum, fields) => sum + (Number(fields[11]) + Number(fields[12])) * 10, 0);
}
