import { randomUUID } from "node:crypto";
import { LIMITS, type MessagesReply, type Say } from "../../../game/townsfolk/wire/contract.ts";
import { openProvider, type Reply, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";

let relay: TestRelay;
let provider: TestProvider;
let model: Reply;
beforeAll(async () => {
  provider = await openProvider((request, answer) => model(request, answer));
  relay = await openRelay({ provider: { baseUrl: provider.url, model: "m" } });
});
afterAll(async () => {
  await closeRelay(relay);
  provider.close();
});
let round = 0;
beforeEach(() => {
  round += 1;
  model = (_request, answer) => (answer.say("Well."), answer.end());
});

let player = 0;
const say = (change: Partial<Say> = {}): Say => ({
  kind: "say",
  turn: randomUUID(),
  npc: "guard",
  player: ++player,
  text: "Hello",
  ...change,
});
const told = async (...messages: unknown[]): Promise<string[]> => {
  const reply = await relay.post("/v1/messages", { server: `batch-${round}`, messages });
  const { receipts } = (await reply.json()) as MessagesReply;
  return receipts.map((receipt) => (receipt.ok ? "ok" : receipt.error.code));
};
/** How turns ended, of which the last one ends last. */
const endsOf = async (...turns: Say[]) => {
  const events = await relay.eventsUntilEnd(`batch-${round}`, turns.at(-1)?.turn ?? "");
  return turns.map(({ turn }) => events.filter((event) => event.turn === turn).at(-1));
};
const historyOf = async (whose: number) =>
  (
    (await (await relay.get(`/v1/npcs/guard/players/${whose}/turns`)).json()) as {
      turns: { turn: string; text: string; reason: string | null }[];
    }
  ).turns;

test("each of a batch is answered at its place, whatever stands around it", async () => {
  const twice = say();
  expect(
    await told(
      say(),
      { kind: "say" },
      say({ npc: "nobody" }),
      null,
      say(),
      [say()],
      { ...say(), constructor: 1 },
      JSON.parse(`{"__proto__": {"kind": "say"}, "turn": "${randomUUID()}"}`),
      { kind: "hush", turn: randomUUID() },
      twice,
      twice,
      { ...twice, text: "Something else" },
      { kind: ["say"], turn: randomUUID() },
      { ...say(), messages: [say()] },
      say(),
    ),
  ).toEqual([
    "ok",
    "bad_request",
    "unknown_npc",
    "bad_request",
    "ok",
    "bad_request",
    "bad_request",
    "bad_request",
    "unknown_turn",
    "ok",
    "ok",
    "turn_conflict",
    "bad_request",
    "bad_request",
    "ok",
  ]);
});

test("what one player says in a batch is heard in its order, and once", async () => {
  const whose = ++player;
  const lines = Array.from({ length: 12 }, (_, index) => say({ player: whose, text: `Line ${index + 1}` }));
  const [first] = lines;
  expect(await told(...lines, first)).toEqual(Array(13).fill("ok"));
  await endsOf(...lines);
  expect((await historyOf(whose)).map(({ text }) => text).reverse()).toEqual(lines.map(({ text }) => text));
});

test("who speaks, turns away and speaks again within one batch is not hushed in what they say last", async () => {
  model = async (request, answer) => {
    if (JSON.stringify(request.messages.at(-1)).includes("first")) await answer.closed;
    answer.say("Well.");
    answer.end();
  };
  const [first, last] = [say({ text: "The first" }), say({ text: "The last" })];
  expect(
    await told(first, { kind: "hush", turn: first.turn }, { ...last, player: first.player }, { kind: "hush", turn: 1 }),
  ).toEqual(["ok", "ok", "ok", "bad_request"]);
  expect(await endsOf(first, last)).toMatchObject([{ kind: "fail", reason: "hushed" }, { kind: "done" }]);
  const left = say({ text: "The first" });
  const again = say({ text: "The last", player: left.player });
  expect(await told(left, { kind: "leave", npc: "guard", player: left.player }, again)).toEqual(["ok", "ok", "ok"]);
  // What of a visit that is over was not told yet is forgotten with it.
  expect(await endsOf(again)).toMatchObject([{ kind: "done" }]);
});

test.each([
  ["of a thousand", Array.from({ length: 1_000 }, () => say())],
  ["of one too many", Array.from({ length: LIMITS.batch + 1 }, () => say())],
  ["of none", []],
  ["of batches", { messages: [say()] }],
  ["of words", "say"],
])("a batch %s is refused whole, and nothing of it is heard", async (_what, messages) => {
  const before = provider.requests.length;
  const reply = await relay.post("/v1/messages", { server: `batch-${round}`, messages });
  expect([400, 413]).toContain(reply.status);
  expect((await reply.text()).length).toBeLessThan(400);
  expect(provider.requests.length).toBe(before);
});
