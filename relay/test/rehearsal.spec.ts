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
