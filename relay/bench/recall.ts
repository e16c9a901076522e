import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TalkReply } from "../../game/townsfolk/wire/contract.ts";
import { type Config, configFrom } from "../config/config.ts";
import { type Relay, startRelay } from "../start.ts";
import { UNHURRIED } from "../test/support/relay.ts";
import { copySheets } from "../test/support/sheets.ts";
import { besideV1Server } from "../test/support/v1-server.ts";

/**
 * Who remembers what, and for how long: facts told at the first turn are asked for at turn 30, after a restart of the relay and
 * its Letta, and after so much talk that the beginning no longer fits into the model's context and was compacted away. With
 * the rehearsal model, which answers from what it is given and nothing else, every mind has to come to 100 %.
 */
const FACTS: [told: string, asked: string, expected: string][] = [
  ["My name is Robin.", "What is my name?", "Robin"],
  ["I come from Northhaven.", "Where do I come from?", "Northhaven"],
  ["My horse is called Bramble.", "What is my horse called?", "Bramble"],
  ["I am afraid of geese.", "What am I afraid of?", "geese"],
  ["My favourite colour is teal.", "What is my favourite colour?", "teal"],
];
const SMALL_CONTEXT = 4_000;
const { values } = parseArgs({ options: { mind: { type: "string", multiple: true } } });
const minds = (values.mind ?? ["direct", "letta-app-server"]) as Config["mind"][];
let isComplete = true;

console.log("mind               model       turn 30   restart   compaction");
for (const mind of minds) {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-recall-"));
  const sheetsDir = join(folder, "npcs");
  await copySheets(sheetsDir);
  const sheet = join(sheetsDir, "guard.md");
  await writeFile(
    sheet,
    (await readFile(sheet, "utf8")).replace("name: Captain Hale", `name: Captain Hale\ncontext: ${SMALL_CONTEXT}`),
  );
  const config = {
    ...configFrom({
      ...process.env,
      MIND: mind === "letta-api" ? "direct" : mind,
      PORT: "0",
      LOG_LEVEL: "silent",
      DATA_DIR: folder,
      PLAYER_TURNS_PER_MINUTE: "100000",
    }),
    ...UNHURRIED,
    ...(mind === "letta-api" && besideV1Server().settings),
    sheetsDir,
  };
  let relay = await startRelay(config);
  for (const [told] of FACTS) await say(relay, mind, told);
  await chat(relay, mind, 30 - FACTS.length);
  const atTurn30 = await askAll(relay, mind);
  await relay.close();
  relay = await startRelay(config);
  const afterRestart = await askAll(relay, mind);
  await chat(relay, mind, 120);
  const afterCompaction = await askAll(relay, mind);
  const model = relay.context.gateway.defaultModel();
  console.log(
    [mind.padEnd(18), model.padEnd(11), atTurn30.padEnd(9), afterRestart.padEnd(9), afterCompaction].join(" "),
  );
  isComplete &&= [atTurn30, afterRestart, afterCompaction].every((share) => share === "100 %");
  await relay.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exitCode = isComplete ? 0 : 1;

async function askAll(relay: Relay, mind: string): Promise<string> {
  let known = 0;
  for (const [, asked, expected] of FACTS) if ((await say(relay, mind, asked)).reply.includes(expected)) known += 1;
  return `${Math.round((100 * known) / FACTS.length)} %`;
}

async function chat(relay: Relay, mind: string, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++)
    await say(
      relay,
      mind,
      `Tell me of the road, the wall and the watch, part ${turn}. ${"And so on and on. ".repeat(12)}`,
    );
}

async function say(relay: Relay, mind: string, text: string): Promise<TalkReply> {
  const response = await fetch(`${relay.url}/v1/talk`, {
    method: "POST",
    headers: { authorization: "Bearer dev" },
    body: JSON.stringify({ npc: "guard", player: 1, text: text.slice(0, 300) }),
  });
  if (!response.ok) throw new Error(await response.text());
  const reply = (await response.json()) as TalkReply;
  if (reply.mind !== mind || reply.fallback) throw new Error(`not answered by ${mind}: ${JSON.stringify(reply)}`);
  return reply;
}
