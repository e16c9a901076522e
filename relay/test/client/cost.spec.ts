import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatRequest } from "../../models/chat.ts";
import { RELAY_ITSELF } from "../../models/client/meter.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { chunk, ends, json, stream, words } from "../support/wire.ts";

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
    usd: expect.closeTo(0.000525) as number,
  });
  const metrics = await (await relay.get("/metrics")).text();
  expect(metrics).toContain(`townsfolk_model_tokens_total{npc="${RELAY_ITSELF}",model="m",kind="input"} 150`);
  expect(metrics).toMatch(/townsfolk_budget_left_usd\{npc="all"\} 0\.99947/);
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
  expect(turn?.tokensOut).toBe(910);
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
  const call = await relay.post("/llm/v1/chat/completions", body, token);
  const soFar = meter.take(turn);
  expect(soFar).toMatchObject({ isEstimate: true, output: 5 });
  gateway.abortCalls(turn);
  await call.text();
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
