import { type GamePlayer, type GameServer } from "../play/game-server.ts";
import { closeGames, joinBefore, openGameWithModel } from "./support/game.ts";
import type { Completion, TestModel } from "./support/model.ts";
import { isOpen, lineOf, meet, say } from "./support/screen.ts";

afterEach(closeGames);

const WAYS: [string, (ann: GamePlayer) => Promise<void>][] = [
  ["walks off", (ann) => ann.walkTo([10, 3, 20])],
  ["presses Leave", (ann) => ann.click("Leave")],
  ["dies", (ann) => ann.die()],
  ["is put elsewhere by a respawn", (ann) => ann.respawn()],
];

test.each(WAYS)("a player who %s in mid-answer ends the talk, and the model stops", async (_, leave) => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  const answer = await beginAnswer(server, model, ann);
  await leave(ann);
  await server.until(async () => !(await isOpen(ann)));
  await answer.over;
  expect(server.errors()).toEqual([]);
});

test("a player who leaves the game in mid-answer leaves nothing behind", async () => {
  const { server, model } = await openGameWithModel();
  const bob = await joinBefore(server, "innkeeper");
  const ann = await joinBefore(server, "innkeeper");
  const answer = await beginAnswer(server, model, ann);
  await ann.leave();
  await answer.over;

  await meet(server, bob, "innkeeper");
  await say(server, bob, "Where did she go?");
  const next = await model.completion(1);
  next.say("Out.");
  next.end();
  await server.until(async () => (await lineOf(bob)) === "Out.");
  expect(server.errors()).toEqual([]);
});

test("a place server that shuts down tells the relay that everybody has left", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  const answer = await beginAnswer(server, model, ann);
  await server.shutDown();
  await answer.over;
  expect(server.errors()).toEqual([]);
});

test("a step too many is forgiven: the talk goes on a little beyond the prompt's reach", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  const answer = await beginAnswer(server, model, ann);
  await ann.walkTo([-21.5 + 15, 3, -12.5]);
  answer.say("is a limit. Not so far, love. No ");
  await server.until(async () => (await lineOf(ann))?.endsWith("There is a limit. Not so far, love."));
  expect(await isOpen(ann)).toBe(true);
});

test("a new talk with another NPC knows nothing of the one before", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  const answer = await beginAnswer(server, model, ann);
  await ann.walkTo([0, 3, -34]);
  await server.until(async () => !(await isOpen(ann)));
  await meet(server, ann, "guard");
  await answer.over;
  expect(await lineOf(ann)).toBe("Halt. State your business. Briefly.");
  await say(server, ann, "Good evening.");
  const next = await model.completion(1);
  next.say("Noted.");
  next.end();
  await server.until(async () => (await lineOf(ann)) === "Noted.");
});

async function beginAnswer(server: GameServer, model: TestModel, player: GamePlayer): Promise<Completion> {
  await meet(server, player, "innkeeper");
  await say(server, player, "Tell me a long story.");
  const answer = await model.completion(0);
  answer.say("Once upon a time. There ");
  await server.until(async () => (await lineOf(player)) === "Once upon a time.");
  return answer;
}
