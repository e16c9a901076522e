import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { request } from "undici";
import { openCast } from "../cast/cast.ts";
import type { Sheet } from "../cast/sheet.ts";
import { configFrom } from "../config/config.ts";
import { startEmbeddedServer } from "../minds/letta/app-server/embedded/start-server.ts";
import { createLogger } from "../observe/logger.ts";
import { startRelayProcess } from "../test/support/relay-process.ts";
import { actsFor } from "../tools/acts.ts";
import { offeredTools } from "../tools/offered.ts";
import { load, median, sideBySide } from "./load.ts";
import { openStraight } from "./straight.ts";

/**
 * Ratios within one run: what the relay adds to a hardened Letta of this machine, and how much memory it takes without one. The
 * relay runs as `npm start` runs it; this process is the one that talks to it, or straight to Letta, as a place server would.
 */
const PORT = "18786";
const GATEWAY = { url: `http://127.0.0.1:${PORT}/llm/v1`, token: "token-of-the-bench" };
const UNLIMITED = {
  PLAYER_TURNS_PER_MINUTE: "1000000",
  SERVER_TURNS_PER_MINUTE: "1000000",
  NPC_TURNS_PER_MINUTE: "1000000",
  KEY_TURNS_PER_MINUTE: "1000000",
};
const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-bench-"));
const log = await createLogger("silent");
const { systemEnv, sheetsDir } = configFrom(process.env);
const server = await startEmbeddedServer({ dir: join(dataDir, "letta"), gateway: GATEWAY, systemEnv, log });
const appServer = await server.up(AbortSignal.timeout(30_000));
const relay = await startRelayProcess(dataDir, {
  ...UNLIMITED,
  LOG_LEVEL: "silent",
  MIND: "letta-app-server",
  PORT,
  LETTA_APP_SERVER_URL: appServer.url,
  LETTA_APP_SERVER_TOKEN: appServer.token,
  GATEWAY_URL: GATEWAY.url,
  GATEWAY_TOKEN: GATEWAY.token,
});
process.once("exit", () => relay.child.kill());
const cast = openCast(sheetsDir, false, log, AbortSignal.abort());
const sheet = cast.get("guard");
const straight = await openStraight(appServer, agentIn(dataDir, sheet), offeredTools(actsFor(sheet, cast.acts())));

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
await relay.stop("SIGTERM");
await server.close();
await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
console.log(
  `\nA relay without Letta takes ${await megabytesAfter(1_000)} MB after 1,000 turns (promised: 260 MB at most).`,
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

/** As the relay has stored it. */
function agentIn(folder: string, { id }: Sheet): string {
  const store = new DatabaseSync(join(folder, "townsfolk.db"), { readOnly: true });
  const row = store.prepare("select agent from agents where mind = 'letta-app-server' and npc = ?").get(id);
  store.close();
  return String(row?.["agent"]);
}

async function megabytesAfter(turns: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-bench-"));
  const { url, stop } = await startRelayProcess(folder, { ...UNLIMITED, LOG_LEVEL: "warn" });
  for (let turn = 0; turn < turns; turn++) {
    await fetch(`${url}/v1/talk`, {
      method: "POST",
      headers: { authorization: "Bearer dev" },
      body: JSON.stringify({ npc: "guard", player: (turn % 50) + 1, text: "Is the road safe?" }),
    });
  }
  const metrics = await (await fetch(`${url}/metrics`, { headers: { authorization: "Bearer dev" } })).text();
  await stop("SIGTERM");
  await rm(folder, { recursive: true, force: true });
  return (Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / 1e6).toFixed(0);
}
