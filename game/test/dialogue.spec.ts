import { closeGames, joinBefore, openGame, openGameWithModel } from "./support/game.ts";
import { isOpen, lineOf, maySpeak, meet, noticeOf, replies, say, seen, write } from "./support/screen.ts";

afterEach(closeGames);

test("a press of Enter with nothing to say shows the rest of what the NPC says", async () => {
  // So slow that to type it all would take longer than anybody waits here.
  const { server } = await openGame({ speed: 0.05 });
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  const greeting = (await lineOf(ann)) ?? "";
  expect(await ann.texts()).not.toContain(greeting);
  await write(server, ann, "", { enter: true });
  await server.until(async () => (await ann.texts()).includes(greeting));
});

test("the box holds as many characters as the relay takes, and counts the last ones", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await write(server, ann, "é".repeat(250));
  await server.until(async () => (await seen(ann, "Left"))?.text === "50");
  await write(server, ann, "🍺".repeat(310));
  await server.until(async () => (await seen(ann, "Left"))?.text === "0");
  expect((await seen(ann, "Words"))?.text).toBe("🍺".repeat(300));
  await write(server, ann, "short");
  await server.until(async () => (await seen(ann, "Left")) === undefined);
});

test("a quick reply is said at a press, and answered", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard", { device: "touch" });
  await meet(server, ann, "guard");
  expect((await seen(ann, "Leave"))?.text).toBe("Leave");
  await ann.click("Is the road safe?");
  await server.until(async () => (await lineOf(ann)) === "Safe until dusk. After that, wolves. Four of them. I count.");
  expect((await seen(ann, "Said"))?.text).toBe("You: Is the road safe?");
});

test("a gamepad alone is enough to talk and to leave", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard", { device: "gamepad" });
  await meet(server, ann, "guard");
  expect((await seen(ann, "Leave"))?.text).toBe("Leave (B)");
  await ann.pressKey("ButtonA");
  await server.until(async () => (await lineOf(ann)) === "Forest. Two days of it. Nobody leaves after dark.");
  await server.until(async () => (await replies(ann)).length > 0);
  await ann.pressKey("ButtonA");
  await server.until(async () => (await lineOf(ann)) === "Safe until dusk. After that, wolves. Four of them. I count.");
  await ann.pressKey("ButtonB");
  await server.until(async () => !(await isOpen(ann)));
  expect(server.errors()).toEqual([]);
});

test("Q leaves, but not while it is being written", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await write(server, ann, "Q");
  await ann.pressKey("Q");
  expect(await isOpen(ann)).toBe(true);
  await write(server, ann, "", { enter: true });
  await ann.pressKey("Q");
  await server.until(async () => !(await isOpen(ann)));

  await meet(server, ann, "guard");
  await ann.click("Leave");
  await server.until(async () => !(await isOpen(ann)));
  expect(await noticeOf(ann)).toBe("");
});

test("an NPC turns to the one who talks with it", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard");
  const facing = async () => {
    const root = (await server.see("Workspace.Npcs.guard.HumanoidRootPart")).properties.CFrame;
    return JSON.stringify(root);
  };
  await ann.walkTo([6, 3, -38.5]);
  const before = await facing();
  await meet(server, ann, "guard");
  await server.until(async () => (await facing()) !== before);
});

test("words that could not be sent are not lost: they stay in the box while the NPC answers", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await say(server, ann, "Any news?");
  const first = await model.completion(0);
  await write(server, ann, "And a bed?", { enter: true });
  expect((await seen(ann, "Words"))?.text).toBe("And a bed?");
  first.say("None.");
  first.end();
  await server.until(() => maySpeak(ann));
  expect((await seen(ann, "Words"))?.text).toBe("And a bed?");
  await write(server, ann, "And a bed?", { enter: true });
  const second = await model.completion(1);
  second.say("There is a room under the roof.");
  second.end();
  await server.until(async () => (await lineOf(ann)) === "There is a room under the roof.");
});
