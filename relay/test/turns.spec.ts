import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EventsReply, Say } from "../../game/townsfolk/wire/contract.ts";
import { type ChatRequest, textOf } from "../models/chat.ts";
import { openProvider, type Reply, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

let relay: TestRelay | undefined;
let provider: TestProvider | undefined;
afterEach(async () => {
  await closeRelay(relay);
  provider?.close();
  relay = provider = undefined;
});

async function relayWith(reply: Reply): Promise<TestRelay> {
  provider = await openProvider(reply);
  relay = await openRelay({ provider: { baseUrl: provider.url, apiKey: "sk-test", model: "test-model" } });
  return relay;
}

const lastWords = (request: ChatRequest): string => request.messages.slice(-1).map(textOf).join("");

const say = (text: string, change: Partial<Say> = {}): Say => ({
  kind: "say",
  turn: randomUUID(),
  npc: "innkeeper",
  player: 1,
  text,
  ...change,
});

test("sentences arrive one by one while the model still speaks", async () => {
  const more = Promise.withResolvers<void>();
  const { send, get } = await relayWith(async (_request, answer) => {
    answer.say("The first", " is whole. The sec");
    await more.promise;
    answer.say("ond too.");
    answer.end();
  });
  const turn = say("Speak");
  await send("s", turn);
  const poll = async (after: number) => (await (await get(`/v1/events?server=s&after=${after}`)).json()) as EventsReply;
  const early = await poll(0);
  expect(early.events).toEqual([{ kind: "beat", turn: turn.turn, text: "The first is whole." }]);
  more.resolve();
  const late = await poll(early.cursor);
  const rest = late.events.length > 1 ? late : { events: [...late.events, ...(await poll(late.cursor)).events] };
  expect(rest.events).toMatchObject([
    { kind: "beat", text: "The second too." },
    { kind: "done", mind: "direct" },
  ]);
});

test("a lost reply is asked for again with the old cursor, and nothing is lost or doubled", async () => {
  const { send, get, eventsUntilEnd } = await relayWith(
    (_request, answer) => (answer.say("One. ", "Two."), answer.end()),
  );
  const turn = say("Count");
  await send("s", turn);
  const first = await eventsUntilEnd("s", turn.turn);
  expect(first).toHaveLength(3);
  const cursor = 0;
  const again = (await (await get(`/v1/events?server=s&after=${cursor}`)).json()) as EventsReply;
  expect(again.events).toEqual(first.slice(first.length - again.events.length));
  const empty = (await (await get(`/v1/events?server=s&after=${again.cursor}&wait=0`)).json()) as EventsReply;
  expect(empty).toEqual({ events: [], cursor: again.cursor });
});

test("a turn sent twice is answered twice and run once", async () => {
  const { send, eventsUntilEnd, talk } = await relayWith((_request, answer) => (answer.say("Once."), answer.end()));
  const turn = say("Hello");
  expect((await send("s", turn, turn)).receipts).toEqual([{ ok: true }, { ok: true }]);
  await eventsUntilEnd("s", turn.turn);
  expect((await send("s", turn)).receipts).toEqual([{ ok: true }]);
  const id = randomUUID();
  const [one, two] = await Promise.all([talk("guard", 2, "Hello", id), talk("guard", 2, "Hello", id)]);
  expect(one).toEqual(two);
  expect(await talk("guard", 2, "Hello", id)).toEqual(one);
  expect(provider?.requests).toHaveLength(2);
});

test("a turn sent again in capital letters is the same turn, and is told of by the id that came first", async () => {
  const held = Promise.withResolvers<void>();
  const { send, eventsUntilEnd, talk } = await relayWith(async (_request, answer) => {
    answer.say("Once. ");
    await held.promise;
    answer.end();
  });
  const turn = say("Hello");
  const first = { ...turn, turn: turn.turn.toUpperCase() };
  expect((await send("s", first, turn)).receipts).toEqual([{ ok: true }, { ok: true }]);
  held.resolve();
  expect(new Set((await eventsUntilEnd("s", first.turn)).map((event) => event.turn))).toEqual(new Set([first.turn]));
  expect((await send("s", turn)).receipts).toEqual([{ ok: true }]);
  const id = randomUUID();
  const replies = [await talk("guard", 2, "Hello", id.toUpperCase()), await talk("guard", 2, "Hello", id)];
  expect(replies.map((reply) => reply.turn)).toEqual([id.toUpperCase(), id.toUpperCase()]);
  expect(provider?.requests).toHaveLength(2);
});

test("a turn is hushed by its id in whatever letters", async () => {
  const { send, get, eventsUntilEnd } = await relayWith((_request, answer) => answer.say("I begin. ", "And go on"));
  const turn = say("Talk for ever");
  await send("s", turn);
  await get("/v1/events?server=s&after=0");
  expect((await send("s", { kind: "hush", turn: turn.turn.toUpperCase() })).receipts).toEqual([{ ok: true }]);
  expect((await eventsUntilEnd("s", turn.turn)).at(-1)).toMatchObject({ kind: "fail", reason: "hushed" });
  expect((await send("s", { kind: "hush", turn: turn.turn.toUpperCase() })).receipts).toEqual([{ ok: true }]);
});

test("a turn id that was used for other words is refused", async () => {
  const { send, eventsUntilEnd } = await relayWith((_request, answer) => (answer.say("Yes."), answer.end()));
  const turn = say("Hello");
  await send("s", turn);
  await eventsUntilEnd("s", turn.turn);
  expect((await send("s", { ...turn, text: "Other words" })).receipts).toMatchObject([
    { ok: false, error: { code: "turn_conflict" } },
  ]);
});

test("turns of one player with one NPC run one at a time and in order; others do not wait", async () => {
  const held = Promise.withResolvers<void>();
  const { send, eventsUntilEnd } = await relayWith(async (request, answer) => {
    const last = lastWords(request);
    if (last === "first") await held.promise;
    answer.say(`You said ${last}.`);
    answer.end();
  });
  const [first, second, other] = [say("first"), say("second"), say("other", { player: 2 })];
  await send("s", first, second);
  await send("t", other);
  expect((await eventsUntilEnd("t", other.turn)).at(-1)).toMatchObject({ kind: "done" });
  held.resolve();
  const told = await eventsUntilEnd("s", second.turn);
  expect(told.map((event) => [event.turn, event.kind])).toEqual([
    [first.turn, "beat"],
    [first.turn, "done"],
    [second.turn, "beat"],
    [second.turn, "done"],
  ]);
});

test("hush stops the model in mid-answer and ends the turn", async () => {
  const { send, get, eventsUntilEnd } = await relayWith((_request, answer) => answer.say("I begin. ", "And go on"));
  const turn = say("Talk for ever");
  await send("s", turn);
  await get("/v1/events?server=s&after=0");
  expect((await send("s", { kind: "hush", turn: turn.turn })).receipts).toEqual([{ ok: true }]);
  expect((await eventsUntilEnd("s", turn.turn)).at(-1)).toMatchObject({ kind: "fail", reason: "hushed" });
});

test("an act that must be known waits for the game's result, and the NPC hears how it went", async () => {
  const { send, get, eventsUntilEnd } = await relayWith((request, answer) => {
    const result = request.messages.findLast((message) => message.role === "tool");
    if (result) answer.say(`I see: ${textOf(result)}`);
    else answer.call("give_item", { item: "Mug of cider" });
    answer.end();
  });
  const turn = say("A mug, please");
  await send("s", turn);
  const { events } = (await (await get("/v1/events?server=s&after=0")).json()) as EventsReply;
  const act = events.find((event) => event.kind === "act");
  expect(act).toMatchObject({ act: { name: "give_item", item: "Mug of cider" } });
  await send("s", { kind: "result", act: act?.id ?? "", ok: false, note: "The bag is full." });
  const told = await eventsUntilEnd("s", turn.turn);
  const words = told.map((event) => (event.kind === "beat" ? event.text : "")).join(" ");
  expect(words).toContain("I see: That did not work. The bag is full.");
  expect((await send("s", { kind: "result", act: act?.id ?? "", ok: true })).receipts).toMatchObject([
    { ok: false, error: { code: "unknown_act" } },
  ]);
});

test("a model cannot do what the sheet does not allow", async () => {
  const { talk } = await relayWith((request, answer) => {
    const result = request.messages.find((message) => message.role === "tool");
    if (result) answer.say(`Told: ${textOf(result)}`);
    else answer.call("give_item", { item: "The king's crown" });
    answer.end();
  });
  const reply = await talk("innkeeper", 1, "Give me the crown");
  expect(reply.acts).toEqual([]);
  expect(reply.reply).toContain("You cannot do that: item must be one of: Mug of cider, Loaf of bread.");
});

test("when the model fails the NPC says one of its own lines and nobody sees an error", async () => {
  const { talk, send, eventsUntilEnd, context } = await relayWith(
    (_request, answer) => void answer.raw.writeHead(500).end("boom"),
  );
  const lines = context.cast.get("innkeeper").fallbacks;
  const reply = await talk("innkeeper", 1, "Hello");
  expect(reply).toMatchObject({ fallback: true, acts: [] });
  expect(lines).toContain(reply.reply);
  const turn = say("Hello again");
  await send("s", turn);
  const end = (await eventsUntilEnd("s", turn.turn)).at(-1);
  expect(end).toMatchObject({ kind: "fail", reason: "mind_failed" });
  expect(end?.kind === "fail" && lines.includes(end.line)).toBe(true);
});

test("a talk that is over is forgotten: the next begins anew, and no word is left on the disk", async () => {
  const { talk, send, dataDir, context } = await relayWith((request, answer) => {
    answer.say(`I have heard ${request.messages.filter((message) => message.role === "user").length} things.`);
    answer.end();
  });
  await talk("innkeeper", 1, "My code word is xylophonist");
  expect((await talk("innkeeper", 1, "And this")).reply).toBe("I have heard 2 things.");
  await send("s", { kind: "leave", npc: "innkeeper", player: 1 });
  expect((await talk("innkeeper", 1, "Who am I?")).reply).toBe("I have heard 1 things.");
  await context.db.executeQuery({ sql: "PRAGMA wal_checkpoint(TRUNCATE)", parameters: [] } as never);
  for (const file of await readdir(dataDir)) {
    expect(`${file}: ${(await readFile(join(dataDir, file))).includes("xylophonist")}`).toBe(`${file}: false`);
  }
});

test("neither the user id nor the provider's key is ever sent to the model", async () => {
  const { talk } = await relayWith((_request, answer) => (answer.say("Yes."), answer.end()));
  await talk("innkeeper", 987_654_321, "Hello");
  expect(provider?.requests[0]?.authorization).toBe("Bearer sk-test");
  expect(JSON.stringify(provider?.requests[0]?.body)).not.toMatch(/987654321|sk-test/);
});
