import { ask, isOpen, lineOf, maySpeak, meet, noticeOf, replies, say, seen, write } from "./support/screen.ts";
import { closeStage, joinBefore, openStage } from "./support/stage.ts";

afterEach(closeStage);

test("a press of Enter with nothing to say shows the rest of what the NPC says", async () => {
  // So slow that to type it all would take longer than anybody waits here.
  const { town } = await openStage({ speed: 0.05 });
  const ann = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  const greeting = (await lineOf(ann)) ?? "";
  expect(await ann.texts()).not.toContain(greeting);
  await write(town, ann, "", { enter: true });
  await town.until(async () => (await ann.texts()).includes(greeting));
});

test("the box holds as many characters as the relay takes, and counts the last ones", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  await write(town, ann, "é".repeat(250));
  await town.until(async () => (await seen(ann, "Left"))?.text === "50");
  await write(town, ann, "🍺".repeat(310));
  await town.until(async () => (await seen(ann, "Left"))?.text === "0");
  expect((await seen(ann, "Words"))?.text).toBe("🍺".repeat(300));
  await write(town, ann, "short");
  await town.until(async () => (await seen(ann, "Left")) === undefined);
});

test("a quick reply is said at a press, and answered", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard", { device: "touch" });
  await meet(town, ann, "guard");
  expect((await seen(ann, "Leave"))?.text).toBe("Leave");
  await ann.click("Is the road safe?");
  await town.until(async () => (await lineOf(ann)) === "Safe until dusk. After that, wolves. Four of them. I count.");
  expect((await seen(ann, "Said"))?.text).toBe("You: Is the road safe?");
});

test("a gamepad alone is enough to talk and to leave", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard", { device: "gamepad" });
  await meet(town, ann, "guard");
  expect((await seen(ann, "Leave"))?.text).toBe("Leave (B)");
  await ann.pressKey("ButtonA");
  await town.until(async () => (await lineOf(ann)) === "Forest. Two days of it. Nobody leaves after dark.");
  await town.until(async () => (await replies(ann)).length > 0);
  await ann.pressKey("ButtonA");
  await town.until(async () => (await lineOf(ann)) === "Forest. Two days of it. Nobody leaves after dark.");
  await ann.pressKey("ButtonB");
  await town.until(async () => !(await isOpen(ann)));
  expect(town.errors()).toEqual([]);
});

test("Q leaves, but not while it is being written", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  await write(town, ann, "Q");
  await ann.pressKey("Q");
  expect(await isOpen(ann)).toBe(true);
  await write(town, ann, "", { enter: true });
  await ann.pressKey("Q");
  await town.until(async () => !(await isOpen(ann)));

  await meet(town, ann, "guard");
  await ann.click("Leave");
  await town.until(async () => !(await isOpen(ann)));
  expect(await noticeOf(ann)).toBe("");
});

test("an NPC turns to the one who talks with it", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard");
  const facing = async () => {
    const root = (await town.see("Workspace.Npcs.guard.HumanoidRootPart")).properties.CFrame;
    return JSON.stringify(root);
  };
  await ann.walkTo([6, 3, -38.5]);
  const before = await facing();
  await meet(town, ann, "guard");
  await town.until(async () => (await facing()) !== before);
});

test("words that could not be sent are not lost: they stay in the box while the NPC answers", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  await say(town, ann, "Any news?");
  await write(town, ann, "And a bed?", { enter: true });
  expect((await seen(ann, "Words"))?.text).toBe("And a bed?");
  await town.until(() => maySpeak(ann));
  expect(await ask(town, ann, "And a bed?")).toContain("room under the roof");
});
