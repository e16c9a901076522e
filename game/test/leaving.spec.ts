import type { Town } from "../emulator/host/place-server.ts";
import type { Visitor } from "../emulator/host/visitor.ts";
import type { Completion, TestModel } from "./support/model.ts";
import { isOpen, lineOf, meet, say } from "./support/screen.ts";
import { closeStage, joinBefore, openStageWithModel } from "./support/stage.ts";

afterEach(closeStage);

const WAYS: [string, (ann: Visitor) => Promise<void>][] = [
  ["walks off", (ann) => ann.walkTo([10, 3, 20])],
  ["presses Leave", (ann) => ann.click("Leave")],
  ["dies", (ann) => ann.die()],
  ["is put elsewhere by a respawn", (ann) => ann.respawn()],
];

test.each(WAYS)("a player who %s in mid-answer ends the talk, and the model stops", async (_, leave) => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "innkeeper");
  const answer = await beginAnswer(town, model, ann);
  await leave(ann);
  await town.until(async () => !(await isOpen(ann)));
  await answer.over;
  expect(town.errors()).toEqual([]);
});

test("a player who leaves the game in mid-answer leaves nothing behind", async () => {
  const { town, model } = await openStageWithModel();
  const bob = await joinBefore(town, "innkeeper");
  const ann = await joinBefore(town, "innkeeper");
  const answer = await beginAnswer(town, model, ann);
  await ann.leave();
  await answer.over;

  await meet(town, bob, "innkeeper");
  await say(town, bob, "Where did she go?");
  const next = await model.completion(1);
  next.say("Out.");
  next.end();
  await town.until(async () => (await lineOf(bob)) === "Out.");
  expect(town.errors()).toEqual([]);
});

test("a place server that shuts down tells the relay that everybody has left", async () => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "innkeeper");
  const answer = await beginAnswer(town, model, ann);
  await town.shutDown();
  await answer.over;
  expect(town.errors()).toEqual([]);
});

test("a step too many is forgiven: the talk goes on a little beyond the prompt's reach", async () => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "innkeeper");
  const answer = await beginAnswer(town, model, ann);
  await ann.walkTo([-21.5 + 15, 3, -12.5]);
  answer.say("is a limit. Not so far, love. No ");
  await town.until(async () => (await lineOf(ann))?.endsWith("There is a limit. Not so far, love."));
  expect(await isOpen(ann)).toBe(true);
});

test("a new talk with another NPC knows nothing of the one before", async () => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "innkeeper");
  const answer = await beginAnswer(town, model, ann);
  await ann.walkTo([0, 3, -34]);
  await town.until(async () => !(await isOpen(ann)));
  await meet(town, ann, "guard");
  await answer.over;
  expect(await lineOf(ann)).toBe("Halt. State your business. Briefly.");
  await say(town, ann, "Good evening.");
  const next = await model.completion(1);
  next.say("Noted.");
  next.end();
  await town.until(async () => (await lineOf(ann)) === "Noted.");
});

async function beginAnswer(town: Town, model: TestModel, visitor: Visitor): Promise<Completion> {
  await meet(town, visitor, "innkeeper");
  await say(town, visitor, "Tell me a long story.");
  const answer = await model.completion(0);
  answer.say("Once upon a time. There ");
  await town.until(async () => (await lineOf(visitor)) === "Once upon a time.");
  return answer;
}
