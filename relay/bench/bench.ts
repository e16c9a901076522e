import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import { configFrom } from "../config.ts";
import { createLogger } from "../logger.ts";
import { startEmbeddedServer } from "../minds/letta-app-server/embedded/start-server.ts";
import { startRelay } from "../start.ts";
import { startRelayProcess } from "../test/support/relay-process.ts";
import { load, median, sideBySide } from "./load.ts";
import { openStraight } from "./straight.ts";

/** Ratios within one run: what the relay adds to a hardened Letta of this machine, and how much memory it takes without one. */
const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-bench-"));
const log = await createLogger("silent");
const config = configFrom({
  ...process.env,
  MIND: "letta-app-server",
  PORT: "18786",
  LOG_LEVEL: "silent",
  DATA_DIR: dataDir,
  GATEWAY_TOKEN: "token-of-the-bench",
});
const gateway = { url: "http://127.0.0.1:18786/llm/v1", token: "token-of-the-bench" };
const server = await startEmbeddedServer({ dataDir, gateway, systemEnv: config.systemEnv, log });
const appServer = await server.up(AbortSignal.timeout(30_000));
const relay = await startRelay({ ...config, appServer, turnLimits: { key: 1e6, server: 1e6, npc: 1e6, player: 1e6 } });
const straight = await openStraight(relay, appServer);

const ROUNDS = 8;
const LEVELS = [1, 8, 32];
const WARM_UP_TURNS = 400;
for (const way of [talk, straight.talk]) {
  // To begin a conversation takes longer than a turn.
  for (let worker = 0; worker < Math.max(...LEVELS); worker++) await way(worker);
  // A relay runs for days: its first minute, in which Node still compiles it, is not what is measured.
  await load(8, WARM_UP_TURNS, way);
}

console.log("          turns a second            side by side, half of the turns in");
console.log("at once   relay  straight  ratio    relay      straight   added");
for (const atOnce of LEVELS) {
  const turns = Math.max(80, atOnce * 12);
  const rounds: { relay: number; straight: number; ratio: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // A machine has good and bad minutes: both ways are gone in each round, now the one first and now the other.
    const before = round % 2 === 0 ? await load(atOnce, turns, talk) : undefined;
    const theirs = await load(atOnce, turns, straight.talk);
    const ours = before ?? (await load(atOnce, turns, talk));
    rounds.push({ relay: ours, straight: theirs, ratio: ours / theirs });
  }
  const typical = (figure: "relay" | "straight" | "ratio") => median(rounds.map((round) => round[figure]));
  // Not from the rounds: where Letta is busy all the time, the time of a turn only says how many turns a second there are.
  const [relayMs, straightMs] = await sideBySide(atOnce, Math.max(400, atOnce * 40), [talk, straight.talk]);
  const cells = [
    String(atOnce).padEnd(9),
    typical("relay").toFixed(1).padEnd(6),
    typical("straight").toFixed(1).padEnd(9),
    typical("ratio").toFixed(2).padEnd(8),
    `${relayMs.toFixed(1)} ms`.padEnd(10),
    `${straightMs.toFixed(1)} ms`.padEnd(10),
    `${(relayMs - straightMs).toFixed(1)} ms`,
  ];
  console.log(cells.join(" "));
}
straight.close();
await relay.close();
await server.close();
await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
console.log(
  `\nA relay without Letta takes ${await megabytesAfter(1_000)} MB after 1,000 turns (promised: 150 MB at most).`,
);

async function talk(worker: number): Promise<void> {
  const { body } = await request(`${relay.url}/v1/talk`, {
    method: "POST",
    headers: { authorization: "Bearer dev" },
    body: JSON.stringify({ npc: "guard", player: worker + 1, text: "Is the road safe?" }),
  });
  const reply = (await body.json()) as { mind?: string };
  if (reply.mind !== "letta-app-server") throw new Error(`not answered by Letta: ${JSON.stringify(reply)}`);
}

/** Of a relay in a process of its own. */
async function megabytesAfter(turns: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-bench-"));
  const { url, stop } = await startRelayProcess(folder, { LOG_LEVEL: "warn", PLAYER_TURNS_PER_MINUTE: "100000" });
  for (let turn = 0; turn < turns; turn++) {
    await fetch(`${url}/v1/talk`, {
      method: "POST",
      headers: { authorization: "Bearer dev" },
      body: JSON.stringify({ npc: "guard", player: (turn % 50) + 1, text: "Is the road safe?" }),
    });
  }
  const metrics = await (await fetch(`${url}/metrics`)).text();
  await stop("SIGTERM");
  await rm(folder, { recursive: true, force: true });
  return (Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / 1e6).toFixed(0);
}
