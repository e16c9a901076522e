import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ErrorReply, Say } from "../../game/townsfolk/wire/contract.ts";
import type { Config } from "../config/config.ts";
import { openProvider, type Reply, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";
import { copySheets } from "./support/sheets.ts";

let relay: TestRelay | undefined;
let provider: TestProvider | undefined;
let sheetsDir = "";
afterEach(async () => {
  await closeRelay(relay);
  provider?.close();
  if (sheetsDir !== "") await rm(sheetsDir, { recursive: true });
  relay = provider = undefined;
  sheetsDir = "";
});

const echo: Reply = (_request, answer) => (answer.say("Yes."), answer.end());
/** A thousand tokens in and out: 0.75 thousandths of a dollar with gpt-4o-mini. */
const costly: Reply = (_request, answer) => {
  answer.say("Dear. ");
  answer.raw.write(
    `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 1000 } })}\n\n`,
  );
  answer.end();
};

async function relayWith(model: Reply, change: Partial<Config> = {}, dataDir?: string): Promise<TestRelay> {
  provider ??= await openProvider(model);
  relay = await openRelay({
    ...change,
    provider: { baseUrl: provider.url, apiKey: "sk-very-secret", model: "gpt-4o-mini", ...change.provider },
    ...(dataDir !== undefined && { dataDir }),
  });
  return relay;
}
/** The test provider is on loopback, which is free; under this name for the same address it is not. */
const paid = async (model: Reply) => {
  provider = await openProvider(model);
  return { baseUrl: provider.url.replace("127.0.0.1", "0.0.0.0"), model: "gpt-4o-mini" };
};
const sheetWith = async (line: string): Promise<void> => {
  sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await copySheets(sheetsDir);
  const file = join(sheetsDir, "innkeeper.md");
  await writeFile(file, (await readFile(file, "utf8")).replace("name: Marla", `name: Marla\n${line}`));
};
const say = (player: number): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text: "Hello" });
const metric = async (name: string) =>
  ((await (await relay?.get("/metrics"))?.text()) ?? "").split("\n").filter((line) => line.startsWith(name));

test("a player who talks too much is told how long to wait, and others are not held up", async () => {
  const { post, send } = await relayWith(echo, { turnLimits: { key: 100, server: 100, npc: 100, player: 2 } });
  const talk = (player: number) => post("/v1/talk", { npc: "guard", player, text: "Hello" });
  expect([(await talk(1)).status, (await talk(1)).status]).toEqual([200, 200]);
  const refused = await talk(1);
  expect(refused.status).toBe(429);
  const { error } = (await refused.json()) as ErrorReply;
  expect(error).toMatchObject({ code: "rate_limited", retryAfter: expect.any(Number) as number });
  expect(refused.headers.get("retry-after")).toBe(String(error.retryAfter));
  expect((await talk(2)).status).toBe(200);
  expect((await send("s", say(1), say(3))).receipts).toMatchObject([
    { ok: false, error: { code: "rate_limited" } },
    { ok: true },
  ]);
  expect(await metric("townsfolk_limiter_refusals_total")).toEqual([
    'townsfolk_limiter_refusals_total{limiter="player"} 2',
  ]);
});

test.each(["server", "npc", "key"] as const)("the limit of a %s holds for all its players together", async (which) => {
  const { send } = await relayWith(echo, { turnLimits: { key: 100, server: 100, npc: 100, player: 100, [which]: 2 } });
  const { receipts } = await send("s", say(1), say(2), say(3));
  expect(receipts.map((receipt) => receipt.ok)).toEqual([true, true, false]);
});

test("a turn that is only sent again costs nothing of the limit", async () => {
  const { send } = await relayWith(echo, { turnLimits: { key: 100, server: 100, npc: 100, player: 1 } });
  const turn = say(1);
  expect((await send("s", turn, turn, turn)).receipts).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
});

test("when the day's budget is used up the NPC speaks its own lines, the model is left alone, and a restart changes nothing", async () => {
  const payer = await paid(costly);
  const { talk, dataDir, close, context } = await relayWith(costly, { provider: payer, budgetUsdPerDay: 0.001 });
  expect((await talk("innkeeper", 1, "One")).fallback).toBeUndefined();
  expect((await talk("innkeeper", 1, "Two")).fallback).toBeUndefined();
  expect(await talk("innkeeper", 1, "Three")).toMatchObject({ fallback: true });
  expect(provider?.requests).toHaveLength(2);
  expect(context.cast.get("innkeeper").fallbacks).toContain((await talk("innkeeper", 1, "Four")).reply);
  await close();
  const { talk: talkAgain } = await relayWith(costly, { provider: payer, budgetUsdPerDay: 0.001 }, dataDir);
  expect(await talkAgain("guard", 1, "Five")).toMatchObject({ fallback: true });
  expect(provider?.requests).toHaveLength(2);
  expect(await metric('townsfolk_budget_left_usd{npc="all"}')).toEqual(['townsfolk_budget_left_usd{npc="all"} 0']);
});

test("an NPC with a budget of its own leaves the others theirs, and may rehearse when it is used up", async () => {
  await sheetWith("budget: 0.0005\noverBudget: rehearsal");
  const { talk } = await relayWith(costly, { provider: await paid(costly), sheetsDir });
  expect((await talk("innkeeper", 1, "One")).reply).toBe("Dear.");
  const rehearsed = await talk("innkeeper", 1, "Do you have a room?");
  expect(rehearsed.fallback).toBeUndefined();
  expect(rehearsed.reply).toContain("room under the roof");
  expect((await talk("guard", 1, "One")).reply).toBe("Dear.");
});

test("what a turn cost is in the ledger, with a quick reply's answer reused where the sheet allows it", async () => {
  await sheetWith("cacheQuickReplies: true");
  const { talk, context } = await relayWith(costly, { provider: await paid(costly), sheetsDir });
  await talk("innkeeper", 1, "Do you have a room?");
  expect(await talk("innkeeper", 2, "Do you have a room?")).toMatchObject({ reply: "Dear.", mind: "cache" });
  expect(provider?.requests).toHaveLength(1);
  await talk("innkeeper", 2, "Do you have a room?");
  expect(provider?.requests).toHaveLength(2);
  const turns = await context.db
    .selectFrom("turns")
    .select(["tokensIn", "tokensOut", "usd"])
    .orderBy("acceptedAt")
    .execute();
  expect(turns).toEqual([
    { tokensIn: 1000, tokensOut: 1000, usd: 0.00075 },
    { tokensIn: 0, tokensOut: 0, usd: 0 },
    { tokensIn: 1000, tokensOut: 1000, usd: 0.00075 },
  ]);
});

test("a scripted line that stands in for a budget that is spent is not kept for who comes after it", async () => {
  await sheetWith("budget: 0.0005\noverBudget: rehearsal\ncacheQuickReplies: true");
  const { talk, context } = await relayWith(costly, { provider: await paid(costly), sheetsDir });
  await talk("innkeeper", 1, "One");
  expect((await talk("innkeeper", 2, "Do you have a room?")).mind).toBe("direct");
  const answered = { innkeeper: (await talk("innkeeper", 3, "Do you have a room?")).mind };
  expect(answered).toEqual({ innkeeper: "direct" });
  expect(context.cast.get("innkeeper").cacheQuickReplies).toBe(true);
});

test("an answer that is cut has its price too", async () => {
  const { talk, context } = await relayWith((_request, answer) => {
    answer.say(...Array.from({ length: 40 }, (_, verse) => `In verse ${verse} the tale goes on and on. `));
    answer.end();
  });
  await talk("guard", 1, "Tell me everything");
  const turn = await context.db.selectFrom("turns").select(["tokensIn", "tokensOut"]).executeTakeFirstOrThrow();
  expect(turn.tokensIn).toBeGreaterThan(0);
  // What was told of it, at the least.
  expect(turn.tokensOut).toBeGreaterThan(20);
});

test("a provider that is busy is asked again as long as nothing has come back, and the player hears one answer", async () => {
  let asked = 0;
  const { talk } = await relayWith((_request, answer) => {
    asked += 1;
    if (asked === 1) answer.raw.writeHead(429, { "retry-after": "0.2" }).end("{}");
    else if (asked === 2) answer.raw.writeHead(503).end("{}");
    else {
      answer.say("At last.");
      answer.end();
    }
  });
  expect((await talk("guard", 1, "Hello")).reply).toBe("At last.");
  expect(asked).toBe(3);
});

test("a request that is wrong is not sent twice", async () => {
  const { talk } = await relayWith(
    (_request, answer) => void answer.raw.writeHead(400).end('{"error":{"code":"bad"}}'),
  );
  expect(await talk("guard", 1, "Hello")).toMatchObject({ fallback: true });
  expect(provider?.requests).toHaveLength(1);
});

test("no more calls go out in a minute than the account allows", async () => {
  provider = await openProvider(echo);
  const { talk } = await relayWith(echo, { provider: { baseUrl: provider.url, rpm: 2, model: "m" } });
  await Promise.all([1, 2, 3].map((player) => talk("guard", player, "Hello")));
  expect(provider.requests.length).toBe(2);
});

test("metrics tell of turns, tokens and times, and of no player", async () => {
  const { talk, get } = await relayWith(costly);
  await talk("guard", 424_242, "Hello");
  const text = await (await get("/metrics")).text();
  for (const line of [
    'townsfolk_turns_total{npc="guard",mind="direct",outcome="done"} 1',
    'townsfolk_model_tokens_total{npc="guard",model="gpt-4o-mini",kind="input"} 1000',
    'townsfolk_model_calls_total{npc="guard",model="gpt-4o-mini",outcome="ok"} 1',
    "townsfolk_turns_in_flight 0",
    "townsfolk_long_polls_open 0",
  ]) {
    expect(text).toContain(line);
  }
  expect(text).toMatch(/townsfolk_first_beat_seconds_count\{npc="guard",mind="direct"\} 1/);
  expect(text).not.toMatch(/424242|sk-very-secret/);
});
