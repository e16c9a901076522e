import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatRequest } from "../../models/chat.ts";
import { RELAY_ITSELF } from "../../models/client/meter.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { call, calls, chunk, ends, json, stream, words } from "../support/wire.ts";

let relay: TestRelay;
let provider: TestProvider;
let reply: (res: ServerResponse, times: number, request: ChatRequest) => void | Promise<void>;
const cost = (input: number, output: number) => ({
  choices: [],
  usage: { prompt_tokens: input, completion_tokens: output },
});
const well = (res: ServerResponse) => stream(res, words("Evening, love."), ends(), cost(100, 10));
const open = async (more: Parameters<typeof openRelay>[0] = {}) => {
  // Under this name loopback is not free.
  const baseUrl = provider.url.replace("127.0.0.1", "0.0.0.0");
  relay = await openRelay({ provider: { baseUrl, apiKey: "sk-1", model: "m" }, ...more });
};
const spent = async () => {
  const rows = await relay.context.db.selectFrom("usage").select(["npc", "input", "output", "usd"]).execute();
  return Object.fromEntries(rows.map(({ npc, ...row }) => [npc, row]));
};
const turns = () => relay.context.db.selectFrom("turns").select(["tokensIn", "tokensOut", "usd"]).execute();

beforeAll(async () => {
  provider = await openProvider((request, { raw }) => reply(raw, provider.requests.length, request));
});
beforeEach(() => (provider.requests.length = 0));
afterEach(() => closeRelay(relay));
afterAll(() => provider.close());

test("what the relay asks at its start is counted as all else is, and is no NPC's", async () => {
  reply = (res, times) => (times === 1 ? stream(res, ends(), cost(50, 5)) : well(res));
  await open({ asksModelAtStart: true, budgetUsdPerDay: 1 });
  await relay.looked;
  while ((await spent())[RELAY_ITSELF]?.input !== 150) await sleep(20);
  expect((await spent())[RELAY_ITSELF]).toMatchObject({
    input: 150,
    output: 15,
    usd: expect.closeTo(0.005625) as number,
  });
  const metrics = await (await relay.get("/metrics")).text();
  expect(metrics).toContain(`townsfolk_model_tokens_total{npc="${RELAY_ITSELF}",model="m",kind="input"} 150`);
  expect(metrics).toMatch(/townsfolk_budget_left_usd\{npc="all"\} 0\.99437/);
});

test("answers that nobody hears are counted for their turn: empty ones, and thoughts that led to nothing", async () => {
  reply = (res, times) => {
    if (times === 1) stream(res, chunk({ delta: { reasoning: "Hm." } }), ends(), cost(100, 900));
    else if (times === 2) stream(res, chunk({ delta: { reasoning: "Hm." } }), { error: "engine died" });
    else well(res);
  };
  await open();
  expect((await relay.talk("guard", 1, "Good evening")).reply).toBe("Evening, love.");
  const [turn] = await turns();
  expect(turn?.tokensOut).toBe(911);
  expect(turn?.tokensIn).toBeGreaterThan(400);
});

test("a load that is left to finish is counted when it has", async () => {
  reply = async (res) => {
    await sleep(900);
    well(res);
  };
  await open({ deadlines: { silenceMs: 200, firstBeatMs: 300, wholeAnswerMs: 30_000 } });
  expect((await relay.talk("guard", 1, "Good evening")).fallback).toBe(true);
  expect(await spent()).toEqual({});
  while ((await spent())["guard"] === undefined) await sleep(20);
  expect((await spent())["guard"]?.input).toBeGreaterThan(200);
});

test("an answer that is cut has cost what had come of it by then", async () => {
  reply = async (res) => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    for (let times = 0; times < 60 && !res.destroyed; times++) {
      res.write(`data: ${JSON.stringify(words(`The road number ${times} is long and dark. `))}\n\n`);
      await sleep(30);
    }
    res.end();
  };
  await open();
  await relay.talk("guard", 1, "Tell me of the roads");
  const [turn] = await turns();
  expect(turn?.tokensIn).toBeGreaterThan(200);
  expect(turn?.tokensOut).toBeGreaterThan(10);
  expect(await spent()).toMatchObject({ guard: { input: turn?.tokensIn } });
});

test.each<[string, (text: string, at: number) => unknown]>([
  ["thoughts", (reasoning_content) => chunk({ delta: { reasoning_content } })],
  ["thoughts in parts", (thinking) => words([{ type: "thinking", thinking: [{ type: "text", text: thinking }] }])],
  ["thoughts under two names", (text) => chunk({ delta: { reasoning: text, reasoning_details: [{ text }] } })],
  [
    "a call",
    (text, at) =>
      calls(at === 0 ? call("wave", text, { index: 0, id: "a" }) : { index: 0, function: { arguments: text } }),
  ],
])("%s that are cut before a word has come are counted as a part of the answer", async (_what, piece) => {
  reply = async (res) => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    for (let at = 0; at < 10; at++) res.write(`data: ${JSON.stringify(piece("x".repeat(400), at))}\n\n`);
    await sleep(5_000, undefined, { ref: false });
    res.destroy();
  };
  await open({ deadlines: { silenceMs: 5_000, firstBeatMs: 900, wholeAnswerMs: 5_000 } });
  expect((await relay.talk("guard", 1, "Tell me of the roads")).fallback).toBe(true);
  while ((await spent())["guard"] === undefined) await sleep(20);
  expect((await spent())["guard"]?.output).toBeGreaterThanOrEqual(1_000);
  expect((await spent())["guard"]?.output).toBeLessThan(1_010);
});

test("thoughts that led to nothing are counted once, with the try that they belong to", async () => {
  reply = (res, times) => {
    const thought = chunk({ delta: { reasoning: "x".repeat(4_000) } });
    if (times === 1) stream(res, thought, { error: "engine died" });
    else stream(res, words("Evening, love."), ends());
  };
  await open();
  expect((await relay.talk("guard", 1, "Good evening")).reply).toBe("Evening, love.");
  expect((await turns())[0]?.tokensOut).toBe(1_004);
});

test("who has a budget is told once of each model whose price nobody knows", async () => {
  reply = well;
  for (const [more, told] of [
    [{ budgetUsdPerDay: 1 }, ["m"]],
    [{}, []],
    [{ budgetUsdPerDay: 1, provider: { baseUrl: provider.url, model: "m" } }, []],
  ] as const) {
    await open(more);
    const warned: unknown[] = [];
    Object.assign(relay.context.log, {
      warn: ({ model, usdForAMillion }: Record<string, unknown>) => usdForAMillion && warned.push(model),
    });
    for (const player of [1, 2]) await relay.talk("guard", player, "Good evening");
    expect(warned).toEqual(told);
    await closeRelay(relay);
  }
  await open();
});

test("a model whose price is known spends the budget through a gateway in one's own network too", async () => {
  reply = well;
  for (const [model, usd] of [
    ["openai/gpt-4o", 0.00035],
    ["llama3.2", 0],
  ] as const) {
    await open({ budgetUsdPerDay: 0.0003, provider: { baseUrl: provider.url, model } });
    expect((await relay.talk("guard", 1, "Good evening")).reply).toBe("Evening, love.");
    expect((await relay.talk("guard", 1, "And again?")).fallback).toBe(usd > 0 ? true : undefined);
    expect((await turns())[0]?.usd).toBeCloseTo(usd);
    await closeRelay(relay);
  }
  await open();
});

test("a call of a Letta that is under way when its turn ends counts for it, once, as far as it is", async () => {
  reply = (res) => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    res.write(`data: ${JSON.stringify(words("The road is long. "))}\n\n`);
  };
  await open();
  const { gateway, meter, token } = relay.context;
  const turn = randomUUID();
  const content = `<turn>${turn}</turn>\nTell me of the roads`;
  const body = { model: "guard", stream: true, messages: [{ role: "user", content }] };
  const answer = await relay.post("/llm/v1/chat/completions", body, token);
  const soFar = meter.take(turn);
  expect(soFar).toMatchObject({ isEstimate: true, output: 5 });
  gateway.abortCalls(turn);
  await answer.text();
  expect(meter.take(turn)).toMatchObject({ input: 0, output: 0 });
  while ((await spent())["guard"] === undefined) await sleep(20);
  expect(await spent()).toMatchObject({ guard: { input: soFar.input, output: 5 } });
});

test("a conversation whose turns fail again and again behind a Letta is nobody else's trouble", async () => {
  reply = (res, _times, { messages }) =>
    JSON.stringify(messages).includes("turnip")
      ? json(res.setHeader("retry-after", "0"), 500, { error: "engine died" })
      : well(res);
  await open();
  const { gateway, token } = relay.context;
  const ask = async (words: string, conversation: string) => {
    const turn = randomUUID();
    const leave = gateway.follow(turn, conversation);
    const body = { model: "guard", messages: [{ role: "user", content: `<turn>${turn}</turn>\n${words}` }] };
    const { status } = await relay.post("/llm/v1/chat/completions", body, token);
    leave();
    return status;
  };
  for (let turn = 0; turn < 25; turn++) expect(await ask("a turnip", "one")).toBe(500);
  expect(await ask("Good evening", "another")).toBe(200);
  for (let other = 0; other < 25; other++) await ask("a turnip", `of ${other}`);
  expect(await ask("Good evening", "another")).toBe(503);
});
