import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Say } from "../../../game/townsfolk/wire/contract.ts";
import { textOf } from "../../models/chat.ts";
import { openProvider, type Reply, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { copySheets } from "../support/sheets.ts";

let relay: TestRelay | undefined;
let provider: TestProvider | undefined;
afterEach(async () => {
  await closeRelay(relay);
  provider?.close();
  relay = provider = undefined;
});

async function relayWith(reply: Reply, sheetsDir?: string): Promise<TestRelay> {
  provider = await openProvider(reply);
  const settings = sheetsDir === undefined ? {} : { sheetsDir };
  relay = await openRelay({ ...settings, provider: { baseUrl: provider.url, apiKey: "sk-test", model: "test-model" } });
  return relay;
}

/** A model that gives these answers, one a call; the last again and again. */
const answering = (...answers: string[]): Promise<TestRelay> => {
  let calls = 0;
  return relayWith((_request, answer) => {
    answer.say(answers[Math.min(calls++, answers.length - 1)] ?? "");
    answer.end();
  });
};

const say = (text: string): Say => ({ kind: "say", turn: randomUUID(), npc: "innkeeper", player: 1, text });
const BROKEN = "As an AI language model, I have no opinion of stew.";

test("a model that speaks as the program that it is is asked once more, and is told why", async () => {
  const { talk } = await answering(BROKEN, "The stew is good, love.");
  expect(await talk("innkeeper", 1, "Hello")).toMatchObject({ reply: "The stew is good, love.", mind: "direct" });
  expect(provider?.requests).toHaveLength(2);
  expect(provider?.requests.map(({ body }) => /broke character/.test(JSON.stringify(body)))).toEqual([false, true]);
});

test("a model that does so twice leaves the NPC a line of its own", async () => {
  const { talk, context } = await answering(BROKEN, "I was trained by OpenAI to help.");
  const reply = await talk("innkeeper", 1, "Hello");
  expect(reply.fallback).toBe(true);
  expect(context.cast.get("innkeeper").fallbacks).toContain(reply.reply);
  expect(provider?.requests).toHaveLength(2);
});

test("an NPC may say that it is an AI, and a model that breaks character later has answered", async () => {
  const honest = "I am an AI character, love, not a person.";
  const { talk } = await answering(honest, `Evening, love. ${BROKEN}`);
  expect((await talk("innkeeper", 1, "Are you a real person?")).reply).toBe(honest);
  expect((await talk("innkeeper", 2, "Hello")).reply).toBe("Evening, love.");
  expect(provider?.requests).toHaveLength(2);
});

test.each([
  ["whole", "The bridge is down, love. Stay the night."],
  ["for the most part", "The bridge is down, love. Stay the night. Aye."],
  ["in other signs", "the bridge is down, love! *smiles* Stay the night…"],
])("an answer that repeats the last one %s is asked for once more", async (_how, repeated) => {
  const { talk } = await answering(
    "The bridge is down, love. Stay the night.",
    repeated,
    "It is the flood that took it.",
  );
  await talk("innkeeper", 1, "Hello");
  expect((await talk("innkeeper", 1, "And the bridge?")).reply).toBe("It is the flood that took it.");
  expect(provider?.requests).toHaveLength(3);
});

test("a model that repeats itself all the same is heard, and so is one that says more than before, or a short word again", async () => {
  const { talk } = await answering("The bridge is down, love.");
  for (const text of ["Hello", "And now?"])
    expect((await talk("innkeeper", 1, text)).reply).toBe("The bridge is down, love.");
  expect(provider?.requests).toHaveLength(3);
  await closeRelay(relay);
  provider?.close();
  const more = "The bridge is down, love. But the ferry goes at dawn from the old mill.";
  const other = await answering("The bridge is down, love.", more, "Aye, love.", "Aye, love.");
  const replies = [];
  for (const text of ["Hello", "And now?", "So?", "Sure?"])
    replies.push((await other.talk("innkeeper", 1, text)).reply);
  expect(replies).toEqual(["The bridge is down, love.", more, "Aye, love.", "Aye, love."]);
  expect(provider?.requests).toHaveLength(4);
});

test("a call that the model writes as text is done in its place, if it names an act of the sheet with arguments that fit", async () => {
  const { send, eventsUntilEnd } = await answering(
    'Here you are.\n<tool_call>{"name": "give_item", "arguments": {"item": "Mug of cider"}}</tool_call>\nMind the foam.\n' +
      '{"name": "give_item", "arguments": {"item": "Crown of gold"}}\n<function=burn_inn>{}</function>',
  );
  const turn = say("A cider, please");
  await send("s", turn);
  const { events } = (await (await relay?.get("/v1/events?server=s&wait=1"))?.json()) as { events: { id?: string }[] };
  for (const { id } of events) if (id !== undefined) await send("s", { kind: "result", act: id, ok: true });
  const told = await eventsUntilEnd("s", turn.turn);
  expect(told.map((event) => (event.kind === "beat" ? event.text : event.kind))).toEqual([
    "Here you are.",
    "act",
    "Mind the foam.",
    "done",
  ]);
});

test("what is kept, and what the model reads next time, is what was said", async () => {
  const { talk, context } = await answering(
    "<think>A guest!</think>*smiles* **Marla:** Evening, love. 😊\nPlayer: Hi!",
  );
  await talk("innkeeper", 1, "Hello");
  await talk("innkeeper", 1, "And now?");
  const { reply } = await context.db
    .selectFrom("turns")
    .select("reply")
    .orderBy("acceptedAt")
    .executeTakeFirstOrThrow();
  expect(reply).toBe("Evening, love.");
  expect(
    provider?.requests
      .at(-1)
      ?.body.messages.filter(({ role }) => role === "assistant")
      .map(textOf),
  ).toEqual(["Evening, love."]);
});

test("nobody else of the cast speaks in an NPC's answer", async () => {
  const { context } = await answering("unheard");
  const { name } = context.cast.all().find(({ id }) => id !== "innkeeper") ?? { name: "" };
  await closeRelay(relay);
  provider?.close();
  const other = await answering(`Evening, love. ${name}: Is there stew?\nSit down.`);
  expect((await other.talk("innkeeper", 1, "Hello")).reply).toBe("Evening, love.");
});

test.each([
  ["Good evening. The stew is hot. Sit down!", "Good evening. The stew is hot. Sit down!"],
  ["晚上好。汤很热！请坐。", "晚上好。汤很热！请坐。"],
  ["こんばんは。「お座り。」さあ、どうぞ！", "こんばんは。「お座り。」さあ、どうぞ！"],
])("the sentences of an answer stand in one line as their script sets them: %s", async (said, told) => {
  const { talk } = await answering(said);
  expect((await talk("innkeeper", 1, "Hello")).reply).toBe(told);
});

test("the sheet says how much an NPC says, and the model's call ends there", async () => {
  const sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await copySheets(sheetsDir);
  const file = join(sheetsDir, "innkeeper.md");
  await writeFile(file, (await readFile(file, "utf8")).replace("\ngreeting:", "\nsentences: 1\ngreeting:"));
  const ended = Promise.withResolvers<void>();
  const { talk } = await relayWith((_request, answer) => {
    answer.raw.on("close", ended.resolve);
    answer.say("One is enough. ", "Two is more. ", "And three");
  }, sheetsDir);
  expect((await talk("innkeeper", 1, "Hello")).reply).toBe("One is enough.");
  await ended.promise;
});

test("a model whose template opens its thoughts is known by its first answer, until one comes without", async () => {
  const { talk } = await answering(
    "We should greet them. Warmly, then.\n</think>\nEvening, love.",
    "The beds are dry. Offer one.\n</think>\nThere is a bed.",
    "No thought today, love.",
    "The stew is hot. Sit.\n</think>\nEat.",
  );
  const replies: string[] = [];
  for (const text of ["Hello", "A bed?", "Hm?", "Stew?"]) replies.push((await talk("innkeeper", 1, text)).reply);
  expect(replies).toEqual([
    "Evening, love.",
    "There is a bed.",
    "No thought today, love.",
    "The stew is hot. Sit. Eat.",
  ]);
});
