import { decide } from "../models/rehearsal/decide.ts";
import { playerWords } from "../prompt/player-words.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

let relay: TestRelay;
beforeAll(async () => (relay = await openRelay()));
afterAll(() => closeRelay(relay));

const answerTo = (text: string): string => {
  const missed = [{ said: "I lost my blue hat. Do you have a room?", reply: "There is a room under the roof." }];
  const content = playerWords({ turn: "", text, human: "", scene: "", news: [] }, missed);
  return decide(relay.context.cast.get("innkeeper"), { model: "rehearsal", messages: [{ role: "user", content }] }).say;
};

test("the rehearsal answers what the player says now, not what was said while another mind stood in", () => {
  expect(answerTo("How are you?")).not.toMatch(/room/);
});

test("the rehearsal remembers what the player said while another mind stood in, not what the NPC answered", () => {
  expect(answerTo("Where is my hat?")).toContain('"I lost my blue hat"');
  expect(answerTo("Is the room under the roof for me?")).not.toContain("You:");
});

const answerAfter = (said: string, text: string): string =>
  decide(relay.context.cast.get("innkeeper"), {
    model: "rehearsal",
    messages: [
      { role: "user", content: said },
      { role: "assistant", content: "I see." },
      { role: "user", content: text },
    ],
  }).say;

test.each([
  ["I want a room.", "Can I have a room?"],
  ["I like cider.", "May I drink a cider?"],
  ["My brother wants some stew.", "Would you give me stew to eat?"],
])("who said %j is served when asking %j, and not told what was said", (said, asked) => {
  expect(answerAfter(said, asked)).not.toContain("I remember");
});

test.each([
  ["My name is Robin.", "Can you tell me what my name is?", "My name is Robin"],
  ["I am afraid of geese.", "What am I afraid of?", "I am afraid of geese"],
  ["I lost a red kite.", "Could you remember which kite I lost?", "I lost a red kite"],
])("who said %j and asks %j is told", (said, asked, told) => {
  expect(answerAfter(said, asked)).toContain(`"${told}"`);
});

test("an NPC that has nothing to answer does not say the same thing twice in a row", () => {
  const messages = [];
  const heard = [];
  for (const content of ["qwert", "qwer", "qwe", "zxcvbn", "zxcvb", "zxcv"]) {
    messages.push({ role: "user" as const, content });
    const { say } = decide(relay.context.cast.get("guard"), { model: "rehearsal", messages });
    expect(say).not.toBe(heard.at(-1));
    heard.push(say);
    messages.push({ role: "assistant" as const, content: say });
  }
});
