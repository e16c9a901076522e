import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { answerTo } from "./answers.ts";
import type { Asked } from "./probe.ts";

/** In a thread of its own: who measures must not wait for a thousand players. Sends what each question took. */
const { relays, model } = workerData as { relays: string[]; model: string };
const EVERY_MS = 250;
const QUESTION = "Is the ridge road open?";
/** Nobody of the town. */
const FIRST_PLAYER = 9_000_000;

// So that neither way is compiled while it is measured.
for (let at = 1; at <= 4; at++) await both(-at);
for (let at = 0; ; at++) {
  void both(at).then((asked) => parentPort?.postMessage(asked));
  await sleep(EVERY_MS);
}

/** At the same moment, so that both meet the same model on the same machine. */
async function both(at: number): Promise<Asked> {
  const url = relays[Math.abs(at) % relays.length] ?? "";
  const [straight, talked] = await Promise.all([
    timed(askModel).catch(() => undefined),
    timed(() => talk(url, FIRST_PLAYER + at)).catch(() => undefined),
  ]);
  return { straight, talked };
}

async function timed(ask: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await ask();
  return performance.now() - began;
}

async function askModel(): Promise<void> {
  const body = JSON.stringify({ model: "m", stream: true, messages: [{ role: "user", content: QUESTION }] });
  await (await fetch(`${model}/chat/completions`, { method: "POST", body })).text();
}

async function talk(url: string, player: number): Promise<void> {
  const response = await fetch(`${url}/v1/talk`, {
    method: "POST",
    headers: { authorization: "Bearer dev" },
    body: JSON.stringify({ npc: "guard", player, text: QUESTION }),
  });
  const { reply } = (await response.json()) as { reply?: string };
  if (reply !== answerTo(QUESTION)) throw new Error(`${url} answered ${response.status}: ${reply ?? ""}`);
}
