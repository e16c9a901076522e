import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Config, configFrom } from "../config/config.ts";
import { priceOf, usdFor } from "../models/client/prices.ts";
import { startRelay } from "../start.ts";
import { speakTo, UNHURRIED } from "../test/support/relay.ts";

/**
 * What 1,000 turns cost: each NPC of the cast is talked to for ten turns, and the relay's own metrics tell how many tokens its
 * model was sent and wrote. The rehearsal model plays, and counts four characters as one token; the definitions of tools, which
 * it does not count, are added as the gateway sends them.
 */
const SAID = [
  "hello there",
  "Where is the inn?",
  "Who are you?",
  "What do you sell?",
  "I come from the coast and I like pears.",
  "Can you help me?",
  "How are you?",
  "Who is Tobin?",
  "What is the feast?",
  "bye",
];
/** Of wave, give_item, remember and forget: 1,088 characters. */
const TOOL_TOKENS = 270;

const { values } = parseArgs({
  options: { mind: { type: "string", multiple: true }, model: { type: "string", default: "gpt-4o-mini" } },
});
const minds = (values.mind ?? ["direct", "letta-app-server"]) as Config["mind"][];

console.log("mind               input a turn   output a turn   US dollars for 1,000 turns");
for (const mind of minds) {
  const { input, output } = await measure(mind);
  const usd = 1_000 * usdFor(priceOf(values.model, false), { input: input + TOOL_TOKENS, cached: 0, output });
  console.log(
    `${mind.padEnd(18)} ${String(Math.round(input + TOOL_TOKENS)).padStart(12)} ${String(Math.round(output)).padStart(15)}   ${usd.toFixed(3)}`,
  );
}

async function measure(mind: Config["mind"]): Promise<{ input: number; output: number }> {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-cost-"));
  const relay = await startRelay({
    ...configFrom({ MIND: mind, PORT: "0", LOG_LEVEL: "silent" }),
    dataDir,
    ...UNHURRIED,
  });
  const { talk, get } = speakTo(relay.url);
  for (const [at, { id }] of relay.context.cast.all().entries())
    for (const text of SAID) if ((await talk(id, 1 + at, text)).fallback) throw new Error(`${id} did not answer`);
  const metrics = await (await get("/metrics")).text();
  await relay.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  const turns = totalOf(metrics, /^townsfolk_turns_total\{.*\} (\d+)$/gm);
  const tokens = (kind: string): number =>
    totalOf(metrics, new RegExp(`^townsfolk_model_tokens_total\\{.*kind="${kind}"\\} (\\d+)$`, "gm")) / turns;
  return { input: tokens("input"), output: tokens("output") };
}

function totalOf(metrics: string, series: RegExp): number {
  return [...metrics.matchAll(series)].reduce((sum, [, value]) => sum + Number(value), 0);
}
