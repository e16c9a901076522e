import { setTimeout as sleep } from "node:timers/promises";
import { textOf } from "../../models/chat.ts";
import { echo, type MindHarness, openMindHarness } from "../support/mind-harness.ts";
import type { Answer, Reply } from "../support/provider.ts";

let harness: MindHarness;
let player = 0;
const talk = (text: string) => harness.relay.talk("innkeeper", player, text);

beforeAll(async () => {
  const deadlines = { silenceMs: 2_500, firstBeatMs: 5_000, wholeAnswerMs: 20_000 };
  harness = await openMindHarness({ mind: "letta-app-server", deadlines });
});
afterAll(() => harness.close());
beforeEach(async () => {
  harness.reset();
  player += 1;
  while ((await harness.relay.talk("innkeeper", player + 1_000, "hello")).mind === "direct") await sleep(250);
});

/** The first call goes so, all others are answered. */
function firstCall(first: Reply): Reply {
  let calls = 0;
  return (request, answer) => (calls++ === 0 ? first(request, answer) : echo(request, answer));
}

const delta = ({ raw }: Answer, piece: object): void => {
  if (!raw.headersSent) raw.writeHead(200, { "content-type": "text/event-stream" });
  raw.write(`data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta: piece }] })}\n\n`);
};

test.each<[string, Reply]>([
  ["says nothing", (_request, { closed }) => closed],
  ["begins and says nothing", (_request, answer) => (delta(answer, { role: "assistant", content: "" }), answer.closed)],
  ["falls silent in its first sentence", (_request, answer) => (answer.say("Well, the gate "), answer.closed)],
  [
    "breaks off in its first sentence",
    async (_request, answer) => (answer.say("Well, the gate "), await sleep(300), void answer.raw.destroy()),
  ],
  ["thinks and falls silent", (_request, answer) => (delta(answer, { reasoning_content: "Hm." }), answer.closed)],
])("is answered by the fallback mind, with the same model, where Letta's first call %s", async (_what, first) => {
  harness.model = firstCall(first);
  expect(await talk("hello")).toMatchObject({ reply: "You said hello.", mind: "direct" });
});

test("is answered by Letta where the model's first answer is empty, since the model is asked again", async () => {
  harness.model = firstCall((_request, answer) => answer.end());
  expect(await talk("hello")).toMatchObject({ reply: "You said hello.", mind: "letta-app-server" });
});

test("is answered by the fallback mind when a note was made, and nothing is heard after it", async () => {
  harness.model = (request, answer) => {
    if (request.messages.at(-1)?.role === "tool") return answer.closed;
    if (harness.provider.requests.length > 2) return echo(request, answer);
    answer.call("remember", { fact: "Likes stew." });
    answer.end();
  };
  harness.provider.requests.length = 0;
  expect(await talk("hello")).toMatchObject({ reply: "You said hello.", mind: "direct" });
});

test("is left to Letta as long as its model thinks, for longer than it may be silent", async () => {
  harness.model = async (_request, answer) => {
    for (let thoughts = 0; thoughts < 14; thoughts++) {
      delta(answer, { reasoning_content: "Hm. " });
      await sleep(500);
    }
    answer.say("Good evening.");
    answer.end();
  };
  expect(await talk("hello")).toMatchObject({ reply: "Good evening.", mind: "letta-app-server" });
});

test("is left to Letta as long as words come, be its first sentence ever so long", async () => {
  harness.model = async (_request, answer) => {
    for (let words = 0; words < 14; words++) {
      answer.say("on and ");
      await sleep(500);
    }
    answer.say("on. ");
    answer.end();
  };
  expect(await talk("hello")).toMatchObject({
    mind: "letta-app-server",
    reply: expect.stringMatching(/and on\.$/) as string,
  });
});

test("tells whole sentences only, and no line behind them, where the answer was cut by its length", async () => {
  harness.model = (_request, answer) => {
    answer.say("Evening, love. ", "The story of the gate begins when the old");
    answer.raw.end(
      `data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta: {}, finish_reason: "length" }] })}\n\ndata: [DONE]\n\n`,
    );
  };
  const reply = await talk("Tell me of the gate");
  expect(reply).toMatchObject({ reply: "Evening, love.", mind: "letta-app-server" });
  expect(reply.fallback).toBeUndefined();
});

test("has cost what came of it, where the player was told enough and the rest was cut off", async () => {
  harness.model = async (_request, answer) => {
    for (let times = 0; times < 60 && !answer.raw.destroyed; times++) {
      answer.say(`The road number ${times} is long and dark. `);
      await sleep(50);
    }
    answer.end();
  };
  expect(await talk("Tell me of the roads")).toMatchObject({ mind: "letta-app-server" });
  const { tokensIn, tokensOut } = await harness.relay.context.db
    .selectFrom("turns")
    .select(["tokensIn", "tokensOut"])
    .where("text", "=", "Tell me of the roads")
    .executeTakeFirstOrThrow();
  expect(tokensIn).toBeGreaterThan(200);
  expect(tokensOut).toBeGreaterThan(10);
});

test("is Letta's for everybody when the words of one are refused again and again, and for that one too when they say others", async () => {
  const troubled = player;
  harness.model = (request, answer) =>
    request.messages.some((message) => textOf(message).includes("turnip"))
      ? void answer.raw.writeHead(400).end("{}")
      : echo(request, answer);
  for (let times = 0; times < 7; times++) expect((await talk(`A turnip, ${times} times`)).fallback).toBe(true);
  player += 2_000;
  expect((await talk("hello")).mind).toBe("letta-app-server");
  player = troubled;
  expect(await talk("never mind")).toMatchObject({ reply: "You said never mind.", mind: "letta-app-server" });
});

test("is Letta's for everybody when the calls of one hang again and again", async () => {
  harness.model = (request, answer) =>
    request.messages.some((message) => textOf(message).includes("turnip")) ? answer.closed : echo(request, answer);
  for (let times = 0; times < 5; times++) expect((await talk("turnip")).fallback).toBe(true);
  player += 3_000;
  expect((await talk("hello")).mind).toBe("letta-app-server");
});
