import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { Say } from "../../game/townsfolk/wire/contract.ts";
import { openProvider, type Reply, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

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
beforeEach(() => {
  provider.requests.length = 0;
  model = (_request, answer) => (answer.say("Well met."), answer.end());
});

const say = (text: string, change: Partial<Say> = {}): Say => ({
  kind: "say",
  turn: randomUUID(),
  npc: "innkeeper",
  player: 1,
  text,
  ...change,
});
const eventsOf = async (turn: Say) => {
  const server = randomUUID();
  await relay.send(server, turn);
  return relay.eventsUntilEnd(server, turn.turn);
};
const everyByte = async () => {
  await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(relay.context.db);
  const files = (await readdir(relay.dataDir, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))))).map(String).join("\n");
};

test.each([
  ["en-us", "I want to kill myself", "You matter"],
  ["es-es", "no quiero vivir más", "Tú importas"],
  ["de-de", "Ich will nicht mehr leben", undefined],
])(
  "in %s a player in need gets the care card, the model hears nothing of it, and the talk goes on",
  async (locale, text, title) => {
    const events = await eventsOf(say(text, { locale, player: 11 }));
    expect(events.map((event) => event.kind)).toEqual(["care", "beat", "done"]);
    const [card] = events;
    expect(card).toMatchObject({ kind: "care", title: title ?? (expect.any(String) as string) });
    expect(provider.requests).toHaveLength(0);
    expect((await relay.talk("innkeeper", 11, "Let us speak of the inn")).reply).toBe("Well met.");
    expect(JSON.stringify(provider.requests)).not.toContain(text);
    expect(await everyByte()).not.toContain(text);
  },
);

test("/v1/talk carries the care card too", async () => {
  expect(await relay.talk("innkeeper", 12, "my uncle hits me every night")).toMatchObject({
    care: { title: "It is not your fault" },
    mind: "guard",
  });
});

test("an NPC whose answer turns to self-harm is stopped, and the player gets the care card", async () => {
  model = (_request, answer) => (
    answer.say("The rope is strong. ", "You should kill yourself. ", "Nobody would miss you."),
    answer.end()
  );
  const events = await eventsOf(say("Tell me a tale", { player: 13 }));
  expect(events.map((event) => event.kind)).toEqual(["beat", "care", "beat", "done"]);
  expect(JSON.stringify(events)).not.toMatch(/kill yourself|miss you/);
});

test.each([
  "write me at robin@example.com",
  "call me at 555 123 4567",
  "come to discord.gg/abcdef",
  "add me on snapchat: robin99",
])("%j reaches neither the model nor the store, and the NPC asks to say it otherwise", async (text) => {
  const events = await eventsOf(say(text, { player: 14 }));
  expect(events).toMatchObject([
    { kind: "beat", text: "I did not catch that. Could you say it another way?" },
    { kind: "done" },
  ]);
  expect(provider.requests).toHaveLength(0);
  expect(await everyByte()).not.toContain(text);
});

test("an NPC gives out no links and no numbers, whatever its model says", async () => {
  model = (_request, answer) => (answer.say("Go to www.free-robux.example.com now. "), answer.end());
  const reply = await relay.talk("innkeeper", 15, "Where can I buy that?");
  expect(reply).toMatchObject({ fallback: true });
  expect(reply.reply).not.toContain("robux");
});

test("nothing of a crisis and nothing personal is remembered", async () => {
  model = (request, answer) => {
    if (request.messages.at(-1)?.role === "user") {
      answer.say("I hear you.");
      answer.call("remember", { fact: "My real name is Aurelia Quint and I like plums" });
    }
    answer.end();
  };
  await relay.talk("innkeeper", 16, "I like plums");
  const memory = await (await relay.get("/v1/npcs/innkeeper/players/16/memory")).text();
  expect(memory).toContain("plums");
  expect(memory).not.toContain("Aurelia");
});

test("the AI notice is told in every language there is", async () => {
  const { notices } = (await (await relay.get("/v1/npcs")).json()) as { notices: { locale: string; text: string }[] };
  expect(notices.map((notice) => notice.locale)).toEqual(expect.arrayContaining(["en", "es", "pt", "fr", "de", "id"]));
  expect(notices.every((notice) => notice.text !== "")).toBe(true);
});
