import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openProvider } from "../test/support/provider.ts";
import { startRelayProcess } from "../test/support/relay-process.ts";
import { type Link, openLink } from "./link.ts";
import { median } from "./load.ts";
import { soak } from "./soaked-players.ts";
import { createTally } from "./tally.ts";

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
const ANSWER = ["The road is long.", "Mind the wolves."] as const;

const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-soak-"));
let calls = 0;
const provider = await openProvider((_request, answer) => {
  calls += 1;
  if (calls % 5 === 0) return void answer.raw.writeHead([500, 503, 429][calls % 3] ?? 500).end("{}");
  answer.say(`${ANSWER[0]} `, ANSWER[1]);
  return answer.end();
});
const relay = await startRelayProcess(dataDir, {
  LOG_LEVEL: "silent",
  NODE_OPTIONS: `--import ${new URL("./full-collections.mjs", import.meta.url).href}`,
  OPENAI_BASE_URL: provider.url,
  MODEL: "m",
  PLAYER_TURNS_PER_MINUTE: "1000",
  SERVER_TURNS_PER_MINUTE: "100000",
  NPC_TURNS_PER_MINUTE: "1000000",
  KEY_TURNS_PER_MINUTE: "1000000",
});
const ends = AbortSignal.timeout(minutes * 60_000);
const tally = createTally((beats) => beats.every((beat, at) => beat === ANSWER[at]));
const links = Array.from({ length: Math.ceil(players / PLAYERS_A_SERVER) }, () => openLink([relay.url]));
await Promise.all(
  Array.from({ length: players }, (_, at) => soak(at + 1, links[at % links.length] as Link, tally, ends)),
);
await Promise.all(links.map((link) => link.close()));
await relay.stop("SIGTERM");
const samples = [...relay.output().matchAll(/full collection: (\d+) bytes/g)].map(([, bytes]) => Number(bytes) / 1e6);
await provider.stop();
await rm(dataDir, { recursive: true, force: true });

const third = Math.floor(samples.length / 3);
const [middle, last] = [median(samples.slice(third, 2 * third)), median(samples.slice(2 * third))];
const growth = last / middle - 1;
const { turns, lost, doubled, outOfOrder, silent, fallbacks } = tally.counts;
const troubles = links.flatMap((link) => link.troubles());
const errors = troubles.length + links.reduce((sum, link) => sum + link.unmet(), 0);
const checks: [string, boolean][] = [
  [`${turns} turns, ${calls} calls of the model, one in five failed`, turns > 0],
  [`lost: ${lost}`, lost === 0],
  [`doubled: ${doubled}`, doubled === 0],
  [`out of order: ${outOfOrder}`, outOfOrder === 0],
  [`left without a word: ${silent}`, silent === 0],
  [`answered with an error: ${errors} ${troubles[0] ?? ""}`, errors === 0],
  [`spoken by fallback lines: ${((100 * fallbacks) / turns).toFixed(1)} %`, true],
  [
    `memory after full collections: ${middle.toFixed(0)} MB in the middle third, ${last.toFixed(0)} MB in the last (${(100 * growth).toFixed(1)} %)`,
    growth < FLAT,
  ],
];
for (const [what, holds] of checks) console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
const failures = checks.filter(([, holds]) => !holds).length;
console.log(`\n${checks.length - failures} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
