import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TalkReply } from "../../../game/townsfolk/wire/contract.ts";
import type { Config } from "../../config/config.ts";
import { filesWith } from "../support/letta-harness.ts";
import { lettasOf } from "../support/letta-processes.ts";
import { type MindHarness, openMindHarness } from "../support/mind-harness.ts";

const PLAYERS = Array.from({ length: 12 }, (_, at) => at + 1);
const LETTA = "letta-app-server";
/** Read anew at each start. */
const settings: Partial<Config> = { mind: LETTA, lettaProcesses: 2 };

let harness: MindHarness;
beforeAll(async () => {
  harness = await openMindHarness(settings);
});
afterAll(() => harness.close());

const talk = (player: number, text: string): Promise<TalkReply> => harness.relay.talk("guard", player, text);
const wordOf = (player: number): string => `quill${"abcdefghijkl".charAt(player - 1)}wort`;
/** The players whose words are on the disk of each Letta. */
const livesIn = async (): Promise<Record<string, number[]>> => {
  const { dataDir } = harness.relay;
  const homes = (await readdir(dataDir)).filter((name) => name.startsWith("letta"));
  const found = homes.map(async (home) => {
    const files = await Promise.all(PLAYERS.map((player) => filesWith(join(dataDir, home), wordOf(player))));
    return [home, PLAYERS.filter((_, at) => (files[at] ?? []).length > 0)] as const;
  });
  return Object.fromEntries(await Promise.all(found));
};
const playersIn = (homes: Record<string, number[]>): number[] =>
  Object.values(homes)
    .flat()
    .sort((a, b) => a - b);

test("talks are spread over the Lettas, and each lives on one of them alone", async () => {
  expect(await lettasOf(process.pid)).toHaveLength(2);
  const replies = await Promise.all(PLAYERS.map((player) => talk(player, `My word is ${wordOf(player)}`)));
  expect(replies.map(({ mind }) => mind)).toEqual(PLAYERS.map(() => LETTA));
  const homes = await livesIn();
  expect(Object.keys(homes).sort()).toEqual(["letta", "letta-2"]);
  expect(playersIn(homes)).toEqual(PLAYERS);
  expect(Object.values(homes).every((players) => players.length > 0)).toBe(true);
});

test("they stay where they are when the relay starts again", async () => {
  const before = await livesIn();
  await harness.restart();
  for (const player of PLAYERS.slice(0, 4)) {
    expect((await talk(player, "What is it?")).mind).toBe(LETTA);
    expect(harness.lastAsked()).toContain(wordOf(player));
  }
  expect(await livesIn()).toEqual(before);
});

test("none of what the Lettas keep is an orphan, and what one of them has made for nobody is found and removed", async () => {
  const plan = async () => {
    const planned = await harness.relay.get("/v1/admin/clean?idle=31536000&orphans=1");
    return (await planned.json()) as { before: number; orphans: { id: string }[] };
  };
  // The NPCs whom nobody has spoken to are still being met.
  const { db, cast } = harness.relay.context;
  const agents = () => db.selectFrom("agents").selectAll().execute();
  while ((await agents()).length < 2 * cast.all().length) await sleep(100);
  expect((await plan()).orphans).toEqual([]);
  await db.deleteFrom("threads").execute();
  const { before, orphans } = await plan();
  expect(orphans).toHaveLength(PLAYERS.length);
  expect(new Set(orphans.map(({ id }) => id.includes("|")))).toEqual(new Set([true, false]));
  expect((await harness.relay.post("/v1/admin/clean", { before, orphans: true })).status).toBe(200);
  expect(playersIn(await livesIn())).toEqual([]);
  await harness.restart();
  for (const player of PLAYERS) await talk(player, `My word is ${wordOf(player)}`);
});

test("a Letta that is killed is started again, and its talks go on with it", async () => {
  const [first = 0] = await lettasOf(process.pid);
  process.kill(first, "SIGKILL");
  for (const player of PLAYERS) {
    const { reply } = await talk(player, "The moon is full");
    expect(reply).toContain("The moon is full");
  }
  while ((await lettasOf(process.pid)).length < 2) await sleep(100);
  for (const player of PLAYERS) while ((await talk(player, "And now?")).mind !== LETTA) await sleep(250);
  expect(playersIn(await livesIn())).toEqual(PLAYERS);
});

test("where there is one Letta fewer its talks move with all that was said, and nothing is left of them where they were", async () => {
  const before = await livesIn();
  settings.lettaProcesses = 1;
  await harness.restart();
  expect(await readdir(harness.relay.dataDir)).not.toContain("letta-2");
  for (const player of before["letta-2"] ?? []) {
    const { length } = harness.provider.requests;
    expect((await talk(player, "Do you know my word?")).mind).toBe(LETTA);
    // On a busy machine the model may be asked twice, and for another's memory in between.
    expect(JSON.stringify(harness.provider.requests.slice(length))).toContain(wordOf(player));
  }
  expect(await livesIn()).toEqual({ letta: PLAYERS });
});

test("a player who is erased is erased wherever they live", async () => {
  settings.lettaProcesses = 3;
  await harness.restart();
  for (const player of PLAYERS) {
    const erased = await fetch(`${harness.relay.url}/v1/players/${player}`, {
      method: "DELETE",
      headers: { authorization: "Bearer dev" },
    });
    expect(erased.ok).toBe(true);
  }
  expect(playersIn(await livesIn())).toEqual([]);
});
