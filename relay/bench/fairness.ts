import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { startRelayProcess } from "../test/support/relay-process.ts";
import { percentile } from "./percentile.ts";

/**
 * How much longer the players of one universe wait while another does all that its key allows, at once: turns in batches and
 * one by one, polls of new names, bodies without an end, rows, calls of the model and of a guard that judges few at once.
 * `node relay/bench/fairness.ts`
 */
const OPERATOR = "operator-key-of-this-bench";
const TURNS = 60;
const MODEL_MS = 300;
const PROMISED = 1.5;

const model = createServer((req, res) => {
  req.resume();
  if (req.url?.endsWith("/models") === true) return void res.end(JSON.stringify({ data: [{ id: "bench" }] }));
  setTimeout(() => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    for (const delta of [{ content: "Safe until dusk." }, {}])
      res.write(`data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`);
    res.end(
      `data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`,
    );
  }, MODEL_MS);
}).listen(0, "127.0.0.1");
/** Judges so many at once, as a guard on a machine of one's own does; the others wait in its own queue. */
const GUARD_AT_ONCE = 32;
const GUARD_MS = 50;
let judging = 0;
const queue: (() => void)[] = [];
const guard = createServer((req, res) => {
  req.resume();
  const judge = (): void => {
    judging += 1;
    setTimeout(() => {
      res.end(JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content: "safe" } }] }));
      judging -= 1;
      queue.shift()?.();
    }, GUARD_MS);
  };
  if (judging < GUARD_AT_ONCE) judge();
  else queue.push(judge);
}).listen(0, "127.0.0.1");
const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-bench-"));
const relay = await startRelayProcess(dataDir, {
  RELAY_KEYS: "universe-key-of-this-bench",
  OPERATOR_KEYS: OPERATOR,
  OPENAI_BASE_URL: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`,
  GUARD_MODEL: "llama-guard3",
  GUARD_BASE_URL: `http://127.0.0.1:${(guard.address() as AddressInfo).port}/v1`,
  GUARD_FAILS: "closed",
  PLAYER_TURNS_PER_MINUTE: "1000",
  LOG_LEVEL: "error",
});

const [honest, hostile] = [await newKey("honest"), await newKey("hostile")];
const alone = p95(await talks());
const attack = new Worker(new URL("hostile-universe.ts", import.meta.url), {
  workerData: { url: relay.url, key: hostile },
});
await sleep(500);
const beside = p95(await talks());
await attack.terminate();
const ratio = beside / alone;
console.log(
  `p95 alone ${alone.toFixed(0)} ms, beside a hostile universe ${beside.toFixed(0)} ms: ${ratio.toFixed(2)} times`,
);
console.log(`${ratio <= PROMISED ? "ok  " : "FAIL"} promised: ${PROMISED} at most`);
await relay.stop("SIGTERM");
model.close();
guard.close();
await rm(dataDir, { recursive: true, force: true });
process.exitCode = ratio <= PROMISED ? 0 : 1;

async function newKey(universe: string): Promise<string> {
  return ((await (await post("/v1/admin/keys", { universe }, OPERATOR)).json()) as { key: string }).key;
}

function post(path: string, body: unknown, key: string): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return fetch(`${relay.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

async function talks(): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const began = performance.now();
    const response = await post("/v1/talk", { npc: "guard", player: turn + 1, text: "Is the road safe?" }, honest);
    if (!response.ok) throw new Error(`the honest universe is refused: ${await response.text()}`);
    if ("fallback" in ((await response.json()) as object)) throw new Error("the honest universe is not answered");
    times.push(performance.now() - began);
  }
  return times;
}

function p95(times: number[]): number {
  return percentile(times, 0.95);
}
