import { setTimeout as sleep } from "node:timers/promises";
import { echo, type MindHarness, openMindHarness } from "./support/mind-harness.ts";

let harness: MindHarness;
let player = 0;
const talk = (text: string) => harness.relay.talk("guard", player, text);

beforeAll(async () => {
  const deadlines = { silenceMs: 800, firstBeatMs: 6_000, wholeAnswerMs: 10_000 };
  harness = await openMindHarness({ mind: "direct", deadlines });
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.reset();
  player += 1;
});

test("a model whose call hangs is asked a second time, and that answer is heard", async () => {
  harness.model = (request, answer) => (harness.provider.requests.length === 1 ? answer.closed : echo(request, answer));
  const reply = await talk("hello");
  expect(reply).toMatchObject({ reply: "You said hello." });
  expect(reply.fallback).toBeUndefined();
});

test("a model that is slow is heard once, the one that was asked first", async () => {
  harness.model = async (_request, answer) => {
    const which = harness.provider.requests.length;
    await sleep(4_200);
    answer.say(which === 1 ? "I was asked first." : "I was asked later.");
    answer.end();
  };
  expect((await talk("hello")).reply).toBe("I was asked first.");
  expect(harness.provider.requests).toHaveLength(2);
});

test("a model that is slow to act acts once", async () => {
  harness.model = async (request, answer) => {
    if (request.messages.at(-1)?.role === "tool") answer.say("Good day.");
    else {
      await sleep(4_200);
      answer.call("wave", {});
    }
    answer.end();
  };
  expect(await talk("Wave!")).toMatchObject({ reply: "Good day.", acts: [{ name: "wave" }] });
  await sleep(1_500);
  expect(harness.provider.requests).toHaveLength(3);
});

test.each(["breaks off", "falls silent"])("a model that %s in its first sentence is asked anew", async (what) => {
  harness.model = async (request, answer) => {
    if (harness.provider.requests.length > 1) return echo(request, answer);
    answer.say("Well, the gate ");
    if (what === "falls silent") return answer.closed;
    await sleep(100);
    answer.raw.destroy();
  };
  expect((await talk("hello")).reply).toBe("You said hello.");
});

test("of an answer that is begun anew, what waited for new words is not told, nor is it a repetition", async () => {
  const first = "The gate is shut until the bell rings at dawn.";
  const second = "Ask the miller.";
  harness.model = (_request, answer) => (answer.say(first), answer.end());
  expect((await talk("Is the gate open?")).reply).toBe(first);
  harness.provider.requests.length = 0;
  harness.model = async (_request, answer) => {
    const isAnew = harness.provider.requests.length > 1;
    answer.say(isAnew ? second : `${first} `);
    if (isAnew) return answer.end();
    answer.say("And so ");
    await sleep(100);
    answer.raw.destroy();
  };
  expect((await talk("And the other way?")).reply).toBe(second);
  expect(harness.provider.requests).toHaveLength(2);
});

test("a model that fails before its silence is too long is not asked a second time for that", async () => {
  harness.model = (_request, answer) => void answer.raw.writeHead(403).end("{}");
  expect((await talk("hello")).fallback).toBe(true);
  await sleep(1_000);
  expect(harness.provider.requests).toHaveLength(1);
});

test("a model that falls silent after whole sentences has said what it had to say", async () => {
  harness.model = async (_request, answer) => {
    answer.say("Halt. ", "Who goes there? ", "I have ");
    await sleep(5_000);
    answer.say("a lantern. Well.");
    answer.end();
  };
  const reply = await talk("hello");
  expect(reply.reply).toBe("Halt. Who goes there?");
  expect(reply.fallback).toBeUndefined();
});

test("a model that acts amid its words has time to think of more", async () => {
  harness.model = async (request, answer) => {
    if (request.messages.at(-1)?.role === "tool") {
      await sleep(3_000);
      answer.say("Go on.");
    } else {
      answer.say("Halt. Who goes there?\n");
      answer.call("wave", {});
    }
    answer.end();
  };
  expect(await talk("Wave!")).toMatchObject({ reply: "Halt. Who goes there? Go on.", acts: [{ name: "wave" }] });
});
