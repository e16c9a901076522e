import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Say } from "../../../game/townsfolk/wire/contract.ts";
import { textOf } from "../../models/chat.ts";
import { type MindHarness, openMindHarness } from "../support/mind-harness.ts";

const SLOW_MS = 2_500;

let harness: MindHarness;
beforeAll(async () => {
  const deadlines = { silenceMs: 3_800, firstBeatMs: 3_900, wholeAnswerMs: 4_000 };
  harness = await openMindHarness({ mind: "direct", deadlines });
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.reset();
  harness.model = async (request, answer) => {
    const said = request.messages.findLast(({ role }) => role === "user");
    if (said !== undefined && textOf(said).includes("slowly")) await sleep(SLOW_MS);
    answer.say("Here I am.");
    answer.end();
  };
});

const say = (player: number, text: string): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });
const wasAsked = (text: string): boolean =>
  harness.provider.requests.some(({ body }) => JSON.stringify(body.messages).includes(text));

test("a turn that its place server gives up on before it has a place ends with a line, and costs no model's call", async () => {
  const turns = [say(1, "Tell me slowly"), say(1, "And slowly again"), say(1, "Who waits for this?")];
  await harness.relay.send("s", ...turns);
  const events = await harness.relay.eventsUntilEnd("s", turns[2]?.turn ?? "");
  const end = events.findLast(({ kind, turn }) => kind === "fail" && turn === turns[2]?.turn);
  expect(end).toMatchObject({ reason: "mind_unavailable", line: expect.stringMatching(/\w/) as string });
  expect(wasAsked("Who waits for this?")).toBe(false);
  await harness.relay.send("s", say(1, "Are you well now?"));
  await harness.untilAsked("Are you well now?");
});

test("who asks by themselves waits behind two answers, as long as they hold the line", async () => {
  const told = await Promise.all(
    ["Go slowly", "slowly, please", "Who waits for this?"].map(async (text, at) => {
      await sleep(at * 50);
      return harness.relay.talk("guard", 2, text);
    }),
  );
  expect(told.at(-1)).toMatchObject({ reply: "Here I am." });
});

test("a caller who named no turn, and so can never ask for it again, takes it with them when they hang up", async () => {
  const first = harness.relay.talk("guard", 3, "Tell me slowly");
  await harness.untilAsked("Tell me slowly");
  const gone = new AbortController();
  const second = fetch(`${harness.relay.url}/v1/talk`, {
    method: "POST",
    headers: { authorization: "Bearer dev" },
    body: JSON.stringify({ npc: "guard", player: 3, text: "Never mind me" }),
    signal: gone.signal,
  });
  second.catch(() => undefined);
  await sleep(200);
  gone.abort();
  await first;
  expect((await harness.relay.talk("guard", 3, "Next")).reply).toBe("Here I am.");
  expect(wasAsked("Never mind me")).toBe(false);
});
