import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { median } from "./load.ts";

/**
 * What one completion costs its process, in CPU: the client with all that stands before it, side by side with the one that it
 * replaced. Each has a process of its own, so that neither clears away what the other left, and their rounds are in turns, so
 * that a machine's good and bad minutes are both ways' alike.
 */
const ROUNDS = 9;
const WARM_UP_ROUNDS = 6;
const PROMISED = 0.5;

const server = spawn(process.execPath, [fileURLToPath(new URL("./completion-server.mjs", import.meta.url))], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [started] = (await once(server.stdout, "data")) as [Buffer];
const [port = "", chunks = ""] = started.toString().trim().split(" ");
const ways = { before: wayOf("before"), now: wayOf("now") };

// A relay runs for days: its first minute, in which Node still compiles it, is not what is measured.
for (let round = 0; round < WARM_UP_ROUNDS; round++) for (const way of [ways.now, ways.before]) await cpuOf(way);
const rounds: { now: number; before: number }[] = [];
for (let round = 0; round < ROUNDS; round++)
  rounds.push({ before: await cpuOf(ways.before), now: await cpuOf(ways.now) });

const ratio = median(rounds.map((round) => round.now / round.before));
console.log(`One completion of ${chunks} chunks, in microseconds of CPU:`);
console.log(`  before ${median(rounds.map((round) => round.before)).toFixed(0)}`);
console.log(`  now    ${median(rounds.map((round) => round.now)).toFixed(0)}`);
console.log(`  ratio  ${ratio.toFixed(2)} (promised: ${PROMISED} at most)`);
for (const process of [server, ways.before, ways.now]) process.kill();
process.exitCode = ratio > PROMISED ? 1 : 0;

function wayOf(way: string): ChildProcess {
  return fork(fileURLToPath(new URL("./completion-way.ts", import.meta.url)), [way, `http://127.0.0.1:${port}/v1`]);
}

/** Of one round, for each completion. */
async function cpuOf(way: ChildProcess): Promise<number> {
  way.send("go");
  const [micros] = (await once(way, "message")) as [number];
  return micros;
}
