import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../percentile.ts";
import { answerTo } from "./answers.ts";

/** What the relays add to the model's own time, in milliseconds: somebody talks by `/v1/talk` beside the town, once in a while. */
export interface Probe {
  added: number[];
  run(ends: AbortSignal): Promise<void>;
}

const EVERY_MS = 250;
const STRAIGHT = 12;
const QUESTION = "Is the ridge road open?";
/** Nobody of the town. */
const FIRST_PLAYER = 9_000_000;

/** `relays` in turn, against the median of the same question asked of the model itself before the town opens. */
export async function openProbe(relays: string[], model: string): Promise<Probe> {
  const straight: number[] = [];
  for (let asked = 0; asked < STRAIGHT; asked++) straight.push(await timed(() => askModel(model)));
  const usual = percentile(straight, 0.5);
  const added: number[] = [];
  const one = async (at: number): Promise<void> => {
    const ms = await timed(() => talk(relays[at % relays.length] ?? "", FIRST_PLAYER + at)).catch(() => undefined);
    if (ms !== undefined) added.push(ms - usual);
  };
  const run = async (ends: AbortSignal): Promise<void> => {
    const asked: Promise<void>[] = [];
    for (let at = 0; !ends.aborted; at++) {
      asked.push(one(at));
      await sleep(EVERY_MS);
    }
    await Promise.all(asked);
  };
  return { added, run };
}

async function timed(ask: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await ask();
  return performance.now() - began;
}

async function askModel(model: string): Promise<void> {
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
