import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openProvider } from "../test/support/provider.ts";
import { startRelayProcess } from "../test/support/relay-process.ts";
import { median } from "./load.ts";
import { openPlaceServer } from "./place-server.ts";

/**
 * Many players talk for a while through a relay whose model fails one call in five. In the end no turn may be lost, doubled or
 * without a word of the NPC, and the relay's memory has to be flat.
 */
const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, players: { type: "string", default: "200" } },
});
const minutes = Number(values.minutes);
const players = Number(values.players);
const PLAYERS_A_SERVER = 40;
const FLAT = 0.05;

const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-soak-"));
let calls = 0;
const provider = await openProvider((_request, answer) => {
  calls += 1;
  if (calls % 5 === 0) return void answer.raw.writeHead([500, 503, 429][calls % 3] ?? 500).end("{}");
  answer.say("The road is long. ", "Mind the wolves.");
  return answer.end();
});
const relay = await startRelayProcess(dataDir, {
  LOG_LEVEL: "silent",
  OPENAI_BASE_URL: provider.url,
  MODEL: "m",
  PLAYER_TURNS_PER_MINUTE: "1000",
  SERVER_TURNS_PER_MINUTE: "100000",
  NPC_TURNS_PER_MINUTE: "1000000",
  KEY_TURNS_PER_MINUTE: "1000000",
});
const ends = AbortSignal.timeout(minutes * 60_000);
const servers = Array.from({ length: Math.ceil(players / PLAYERS_A_SERVER) }, (_, at) =>
  openPlaceServer(relay.url, at * PLAYERS_A_SERVER, Math.min(PLAYERS_A_SERVER, players - at * PLAYERS_A_SERVER), ends),
);
const memory = sampleMemory();
const results = await Promise.all(servers);
const samples = await memory;
await relay.stop("SIGTERM");
await provider.stop();
await rm(dataDir, { recursive: true, force: true });

const sum = (of: (result: (typeof results)[number]) => number): number =>
  results.reduce((all, result) => all + of(result), 0);
const third = Math.floor(samples.length / 3);
const [middle, last] = [median(samples.slice(third, 2 * third)), median(samples.slice(2 * third))];
const growth = last / middle - 1;
const turns = sum((result) => result.turns);
const checks: [string, boolean][] = [
  [`${turns} turns, ${calls} calls of the model, one in five failed`, turns > 0],
  [`lost: ${sum((result) => result.lost)}`, sum((result) => result.lost) === 0],
  [`doubled: ${sum((result) => result.doubled)}`, sum((result) => result.doubled) === 0],
  [`left without a word: ${sum((result) => result.silent)}`, sum((result) => result.silent) === 0],
  [`answered with an error: ${sum((result) => result.errors)}`, sum((result) => result.errors) === 0],
  [`spoken by fallback lines: ${((100 * sum((result) => result.fallbacks)) / turns).toFixed(1)} %`, true],
  [
    `memory: ${middle.toFixed(0)} MB in the middle third, ${last.toFixed(0)} MB in the last (${(100 * growth).toFixed(1)} %)`,
    growth < FLAT,
  ],
];
for (const [what, holds] of checks) console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
const failures = checks.filter(([, holds]) => !holds).length;
console.log(`\n${checks.length - failures} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;

/** In megabytes, while the soak lasts. */
async function sampleMemory(): Promise<number[]> {
  const found: number[] = [];
  while (!ends.aborted) {
    await sleep(minutes * 500);
    const text = await (await fetch(`${relay.url}/metrics`, { headers: { authorization: "Bearer dev" } })).text();
    found.push(Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 1e6);
  }
  return found;
}
