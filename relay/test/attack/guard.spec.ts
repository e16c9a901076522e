import { setTimeout as sleep } from "node:timers/promises";
import type { TalkReply } from "../../../game/townsfolk/wire/contract.ts";
import { type GuardReply, type GuardServer, judgedIn, openGuardServer, writes } from "../support/guard-server.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";

const OPERATOR = "operator-key-of-this-test";
const MANY = { key: 1_000, server: 1_000, npc: 1_000, player: 1_000 };

let relay: TestRelay;
let provider: TestProvider;
let guardServer: GuardServer;
let guard: GuardReply;
let [honest, hostile] = ["", ""];

beforeAll(async () => {
  provider = await openProvider((_request, answer) => (answer.say("Well met."), answer.end()));
  guardServer = await openGuardServer((asked, res) => guard(asked, res));
});
afterAll(() => {
  provider.close();
  guardServer.close();
});
beforeEach(async () => {
  guardServer.asked.length = 0;
  await openWith(1_000);
});
afterEach(() => closeRelay(relay));

async function openWith(deadlineMs: number): Promise<void> {
  relay = await openRelay({
    provider: { baseUrl: provider.url, model: "m" },
    guard: { model: "llama-guard3", baseUrl: guardServer.url, deadlineMs, failsClosed: true },
    operatorKeys: [OPERATOR],
    keys: [],
    turnLimits: MANY,
    talkLimits: MANY,
  });
  const newKey = async (universe: string) =>
    ((await (await relay.post("/v1/admin/keys", { universe }, OPERATOR)).json()) as { key: string }).key;
  [honest, hostile] = [await newKey("honest"), await newKey("hostile")];
}

const isAnswered = async (key: string, player: number, text: string): Promise<boolean> => {
  const reply = await relay.post("/v1/talk", { npc: "guard", player, text }, key);
  return ((await reply.json()) as TalkReply).fallback === undefined;
};
const heard = (words: string) => guardServer.asked.filter((asked) => judgedIn(asked).includes(words)).length;
/** As the guard does with everybody's words but theirs. */
const badlyFor =
  (badly: GuardReply): GuardReply =>
  (asked, res) =>
    (JSON.stringify(asked.body).includes("riddle") ? badly : writes("safe"))(asked, res);

test.each<[string, GuardReply]>([
  ["declines", writes("I'm sorry, but I can't help with that.")],
  ["does not take", (_asked, res) => void res.writeHead(400).end("content_filter")],
  ["writes a book about", writes("It depends. ".repeat(40_000))],
  ["answers nothing to", writes(null)],
])("a player whose words the guard %s turns it off for nobody", async (_how, badly) => {
  guard = badlyFor(badly);
  for (let time = 0; time < 7; time++) expect(await isAnswered(hostile, 1, `riddle ${time}`)).toBe(false);
  expect(await isAnswered(hostile, 2, "Good day")).toBe(true);
  expect(await isAnswered(honest, 1, "Good day")).toBe(true);
  expect(heard("Good day")).toBe(2);
  expect((await fetch(`${relay.url}/readyz`)).status).toBe(200);
});

test("players whom the guard thinks about for too long turn it off for no other universe, and one of them for nobody", async () => {
  guard = badlyFor(() => undefined);
  const late = (player: number) => isAnswered(hostile, player, `riddle of ${player}`);
  expect(await Promise.all([1, 1, 1, 1, 1, 1].map(late))).toEqual(Array(6).fill(false));
  expect(await isAnswered(hostile, 2, "Good day")).toBe(true);
  await Promise.all([11, 12, 13, 14, 15, 16].map(late));
  expect(await isAnswered(hostile, 3, "Good evening")).toBe(false);
  expect(heard("Good evening")).toBe(0);
  expect(await isAnswered(honest, 1, "Good evening")).toBe(true);
});

test("a universe with many talks at once leaves the guard time for another's", async () => {
  // On a busy machine so many are not there at once within a second.
  await closeRelay(relay);
  await openWith(10_000);
  let atOnce = 0;
  let most = 0;
  const full = Promise.withResolvers<void>();
  guard = badlyFor(async (asked, res) => {
    most = Math.max(most, ++atOnce);
    if (atOnce === 24) full.resolve();
    await full.promise;
    await sleep(300);
    atOnce -= 1;
    await writes("safe")(asked, res);
  });
  const flood = Promise.all(Array.from({ length: 150 }, (_, index) => isAnswered(hostile, index + 1, "riddle")));
  await full.promise;
  const answers = await Promise.all([1, 2, 3, 4].map((player) => isAnswered(honest, player, "Good day")));
  expect(answers).toEqual([true, true, true, true]);
  expect(most).toBe(24);
  await flood;
});
