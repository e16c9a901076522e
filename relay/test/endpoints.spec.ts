import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import type { ErrorReply, MessagesReply, NpcsReply } from "../../game/townsfolk/wire/contract.ts";
import type { Limits } from "../limits/rate-limits.ts";
import { getEvents } from "../routes/events.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";
import { SHIPPED_NPCS } from "./support/sheets.ts";

let relay: TestRelay;
beforeAll(async () => (relay = await openRelay()));
afterAll(() => closeRelay(relay));

const errorOf = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as ErrorReply).error,
});
const say = (change: object = {}) => ({
  kind: "say",
  turn: randomUUID(),
  npc: "innkeeper",
  player: 1,
  text: "Hello",
  ...change,
});
const storedTurns = async () => (await relay.context.db.selectFrom("turns").selectAll().execute()).length;

test("the cast is told without a word of any persona", async () => {
  const response = await relay.get("/v1/npcs");
  const body = await response.text();
  const { npcs } = JSON.parse(body) as NpcsReply;
  expect(npcs.map((npc) => npc.id)).toEqual(SHIPPED_NPCS);
  expect(npcs.every((npc) => npc.greeting !== "" && npc.fallbacks.length > 0)).toBe(true);
  for (const sheet of relay.context.cast.all()) expect(body).not.toContain(sheet.persona.slice(0, 40));
});

test("whoever shows no key, or a wrong one, is told so and gets nothing", async () => {
  for (const path of ["/v1/npcs", "/v1/events?server=a"]) {
    expect(await errorOf(await fetch(`${relay.url}${path}`))).toMatchObject({ status: 401, code: "unauthorized" });
    expect(await errorOf(await relay.get(path, "wrong"))).toMatchObject({ status: 401, code: "unauthorized" });
  }
  expect(await errorOf(await relay.post("/v1/talk", say(), "devil"))).toMatchObject({ status: 401 });
});

test("the gateway takes neither the relay's key nor none", async () => {
  const body = { model: "innkeeper", messages: [{ role: "user", content: "x" }] };
  expect((await relay.post("/llm/v1/chat/completions", body)).status).toBe(401);
  expect((await relay.get("/llm/v1/models")).status).toBe(401);
  expect((await relay.post("/llm/v1/chat/completions", body, relay.context.token)).status).toBe(200);
});

test.each([
  ["a body that is no JSON", "{nonsense", 400, "bad_json"],
  ["no body", "", 400, "bad_request"],
  ["a body over 64 KiB", JSON.stringify({ pad: "x".repeat(65_536) }), 413, "body_too_large"],
  ["an NPC nobody knows", { npc: "nobody", player: 1, text: "Hello" }, 404, "unknown_npc"],
  ["an empty text", { npc: "guard", player: 1, text: "  " }, 400, "bad_request"],
  ["a text over 300 characters", { npc: "guard", player: 1, text: "a".repeat(301) }, 400, "bad_request"],
  ["control characters", { npc: "guard", player: 1, text: "a\u0007b" }, 400, "bad_request"],
  ["half a character", { npc: "guard", player: 1, text: "\ud83d" }, 400, "bad_request"],
  ["a player who is nobody", { npc: "guard", player: "one", text: "Hello" }, 400, "bad_request"],
  ["a turn id that is no UUID", { npc: "guard", player: 1, text: "Hello", turn: "1" }, 400, "bad_request"],
  ["a field nobody knows", { npc: "guard", player: 1, text: "Hello", mood: "sly" }, 400, "bad_request"],
  ["an array", [], 400, "bad_request"],
])("/v1/talk refuses %s and stores nothing", async (_what, body, status, code) => {
  const before = await storedTurns();
  expect(await errorOf(await relay.post("/v1/talk", body))).toMatchObject({
    status,
    code,
    message: expect.any(String) as string,
  });
  expect(await storedTurns()).toBe(before);
});

test.each(["What is my name?", "Well met. What is my name?"])(
  "a name that was told in one breath with a question is known when the player asks: %s",
  async (question) => {
    await relay.talk("innkeeper", 61, "My name is Robin. What ale have you got?");
    expect((await relay.talk("innkeeper", 61, question)).reply).toContain('"My name is Robin"');
  },
);

test("300 characters are counted as a player counts them, so 300 emoji fit", async () => {
  expect((await relay.post("/v1/talk", { npc: "guard", player: 1, text: "🦊".repeat(300) })).status).toBe(200);
});

test("a bad message in a batch is refused by itself and the others go on", async () => {
  const good = say({ player: 51 });
  const bad = [
    { kind: "dance" },
    say({ npc: "nobody" }),
    say({ text: "" }),
    say({ extra: 1 }),
    7,
    { kind: "hush", turn: randomUUID() },
  ];
  const reply = (await (
    await relay.post("/v1/messages", { server: "batch", messages: [...bad, good] })
  ).json()) as MessagesReply;
  const codes = reply.receipts.map((receipt) => (receipt.ok ? "ok" : receipt.error.code));
  expect(codes).toEqual([
    "bad_request",
    "unknown_npc",
    "bad_request",
    "bad_request",
    "bad_request",
    "unknown_turn",
    "ok",
  ]);
  expect((await relay.eventsUntilEnd("batch", good.turn)).at(-1)).toMatchObject({ kind: "done" });
});

test.each([
  ["over 50 messages", { server: "s", messages: Array.from({ length: 51 }, () => say()) }],
  ["no message", { server: "s", messages: [] }],
  ["no server", { messages: [say()] }],
  ["a server with a strange name", { server: "a b", messages: [say()] }],
  ["a field nobody knows", { server: "s", messages: [say()], more: true }],
])("a batch with %s is refused as a whole", async (_what, body) => {
  const before = await storedTurns();
  expect(await errorOf(await relay.post("/v1/messages", body))).toMatchObject({ status: 400, code: "bad_request" });
  expect(await storedTurns()).toBe(before);
});

test.each(["server=s&after=-1", "server=s&after=x", "server=s&wait=21", "after=0", "server=s&more=1"])(
  "/v1/events refuses ?%s",
  async (query) => {
    expect(await errorOf(await relay.get(`/v1/events?${query}`))).toMatchObject({ status: 400, code: "bad_request" });
  },
);

test("a cursor from nowhere is refused by its name", async () => {
  expect(await errorOf(await relay.get("/v1/events?server=fresh&after=7"))).toMatchObject({
    status: 400,
    code: "unknown_cursor",
  });
});

test("an endpoint that is not there says so as JSON", async () => {
  expect(await errorOf(await relay.get("/v1/nothing"))).toMatchObject({ status: 404, code: "unknown_route" });
});

test("every answer bears the fixed headers, and none lets another site read it", async () => {
  const preflight = {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  };
  const answers = [
    await relay.get("/v1/npcs"),
    await relay.get("/v1/nothing"),
    await relay.post("/v1/talk", "{nonsense"),
    await relay.get("/v1/npcs", "wrong"),
    await fetch(`${relay.url}/healthz`, { headers: { origin: "https://evil.example" } }),
    await fetch(`${relay.url}/v1/talk`, preflight),
    await fetch(`${relay.url}/llm/v1/models`),
  ];
  for (const { headers } of answers) {
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    });
    expect([...headers.keys()].filter((name) => /^access-control-|^x-powered-by$|^server$/.test(name))).toEqual([]);
  }
});

test("health and readiness need no key, and tell operators mind, model and cast", async () => {
  expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
  const readiness = await fetch(`${relay.url}/readyz`);
  expect(readiness.status).toBe(200);
  expect(await readiness.json()).toEqual({ ready: true });
  expect(await (await relay.get("/readyz", "wrong")).json()).toEqual({ ready: true });
  expect(await (await relay.get("/readyz")).json()).toEqual({
    ready: true,
    mind: "direct",
    model: "rehearsal",
    npcs: SHIPPED_NPCS,
  });
});

test("a poll whose place server hangs up before it begins does not wait", async () => {
  const entered = Promise.withResolvers<void>();
  const limits: Limits = {
    ...relay.context.limits,
    takePoll: async (asking) => {
      entered.resolve();
      await sleep(100);
      return relay.context.limits.takePoll(asking);
    },
  };
  const caller = { key: "dev", universe: "u" };
  const app = express()
    .use((req, _res, next) => {
      Object.assign(req, { caller, waits: () => undefined });
      next();
    })
    .get("/v1/events", getEvents({ ...relay.context, limits }));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const gone = new AbortController();
  const { port } = server.address() as AddressInfo;
  const asked = fetch(`http://127.0.0.1:${port}/v1/events?server=leaver&wait=20`, { signal: gone.signal });
  asked.catch(() => undefined);
  await entered.promise;
  gone.abort();
  await sleep(300);
  expect(relay.context.feed.polls()).toBe(0);
  server.close();
});
