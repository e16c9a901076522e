import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openProvider } from "../models/client/open-provider.ts";
import { createLogger } from "../observe/logger.ts";
import { createMetrics } from "../observe/metrics.ts";
import { clientBefore } from "./completion-before.ts";
import { median } from "./load.ts";

/**
 * What one completion costs this process, in CPU: the client with all that stands before it, side by side with the one that
 * it replaced, in turns, so that a machine's good and bad minutes are both ways' alike.
 */
const AT_ONCE = 32;
const COMPLETIONS = 640;
const ROUNDS = 7;
const WARM_UP_ROUNDS = 5;
const PROMISED = 0.5;

const server = spawn(process.execPath, [fileURLToPath(new URL("./completion-server.mjs", import.meta.url))], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [started] = (await once(server.stdout, "data")) as [Buffer];
const [port = "", chunks = ""] = started.toString().trim().split(" ");
const baseUrl = `http://127.0.0.1:${port}/v1`;
const closing = new AbortController();
const { client } = openProvider({ baseUrl, model: "m" }, await createLogger("silent"), createMetrics(), {
  modelToAsk: () => undefined,
  closing: closing.signal,
});
const request = {
  model: "m",
  messages: [
    { role: "system", content: "You keep an inn in a Roblox game. ".repeat(40) },
    { role: "user", content: "Good evening!" },
  ],
  max_completion_tokens: 1_000,
};

const now = async (): Promise<number> => lengthOf(client.chat(request, { signal: AbortSignal.timeout(60_000) }));
const old = clientBefore(baseUrl);
const before = async (): Promise<number> => lengthOf(old(request, AbortSignal.timeout(60_000)));

// A relay runs for days: its first minute, in which Node still compiles it, is not what is measured.
for (let round = 0; round < WARM_UP_ROUNDS; round++) for (const way of [now, before]) await cpuOf(way);
const rounds: { now: number; before: number }[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const first = round % 2 === 0 ? await cpuOf(now) : undefined;
  const theirs = await cpuOf(before);
  rounds.push({ now: first ?? (await cpuOf(now)), before: theirs });
}
const ratio = median(rounds.map((round) => round.now / round.before));
console.log(`One completion of ${chunks} chunks, ${AT_ONCE} at once, in microseconds of CPU:`);
console.log(`  before ${median(rounds.map((round) => round.before)).toFixed(0)}`);
console.log(`  now    ${median(rounds.map((round) => round.now)).toFixed(0)}`);
console.log(`  ratio  ${ratio.toFixed(2)} (promised: ${PROMISED} at most)`);
closing.abort();
server.kill();
process.exitCode = ratio > PROMISED ? 1 : 0;

async function cpuOf(way: () => Promise<number>): Promise<number> {
  const from = process.cpuUsage();
  let left = COMPLETIONS;
  const work = async (): Promise<void> => {
    while (left-- > 0) if ((await way()) < 90) throw new Error("An answer was not whole.");
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { user, system } = process.cpuUsage(from);
  return (user + system) / COMPLETIONS;
}

async function lengthOf(
  answer: AsyncIterable<{ choices: { delta: { content?: string | null | undefined } }[] }>,
): Promise<number> {
  let length = 0;
  for await (const { choices } of answer) length += choices[0]?.delta.content?.length ?? 0;
  return length;
}
