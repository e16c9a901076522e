import { ask, careOf, isOpen, lineOf, maySpeak, meet, say, seen } from "./support/screen.ts";
import { closeStage, joinBefore, openStage, openStageWithModel } from "./support/stage.ts";

afterEach(closeStage);

const IN_NEED = "I want to kill myself";

test("who is in need is shown where there is help, over a talk that goes on, until they have read it", async () => {
  const { town, model } = await openStageWithModel((completion) => {
    completion.say("Three silver a night.");
    completion.end();
  });
  const ann = await joinBefore(town, "innkeeper");
  const bob = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  await meet(town, bob, "innkeeper");
  await say(town, ann, IN_NEED);
  const card = await town.until(() => careOf(ann));
  expect(card).toEqual({ title: "You matter", text: expect.stringContaining("emergency number") as string });
  await town.until(() => maySpeak(ann));
  expect(await lineOf(ann)).not.toBe("");
  expect(model.asked).toEqual([]);

  expect(await ask(town, ann, "Do you have a room?")).toBe("Three silver a night.");
  expect(await careOf(ann)).toEqual(card);
  expect(await careOf(bob)).toBeUndefined();
  await ann.click("CareRead");
  await town.until(async () => !(await careOf(ann)));
  expect(await isOpen(ann)).toBe(true);
  expect(town.errors()).toEqual([]);
});

test.each([
  ["keyboard", "Q", "I have read it (Q)"],
  ["gamepad", "ButtonA", "I have read it (A)"],
  ["gamepad", "ButtonB", "I have read it (A)"],
] as const)("on a %s %s closes the card first and leaves the talk open", async (device, key, label) => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard", { device });
  await meet(town, ann, "guard");
  await say(town, ann, IN_NEED);
  await town.until(() => careOf(ann));
  await town.until(() => maySpeak(ann));
  expect((await seen(ann, "CareRead"))?.text).toBe(label);
  await ann.pressKey(key);
  await town.until(async () => !(await careOf(ann)));
  expect(await isOpen(ann)).toBe(true);
  expect((await seen(ann, "Said"))?.text).toBe(`You: ${IN_NEED}`);
});

test("a gamepad that has read the card is back at the quick replies", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard", { device: "gamepad" });
  await meet(town, ann, "guard");
  await say(town, ann, IN_NEED);
  await town.until(() => careOf(ann));
  await town.until(() => maySpeak(ann));
  await ann.pressKey("ButtonA");
  await town.until(async () => !(await careOf(ann)));
  await ann.pressKey("ButtonA");
  await town.until(async () => (await seen(ann, "Said"))?.text === "You: What lies beyond the gate?");
});

test("the card is in the player's language: their locale goes along with what they say", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard", { localeId: "de-de", device: "touch" });
  await meet(town, ann, "guard");
  await say(town, ann, IN_NEED);
  expect((await town.until(() => careOf(ann))).title).toBe("Du bist wichtig");
  await ann.click("I have read it");
  await town.until(async () => !(await careOf(ann)));
});

test("a card that Roblox does not let through says it in words of the game's own, and comes all the same", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  await town.filter({ words: ["you matter"] });
  await say(town, ann, IN_NEED);
  const card = await town.until(() => careOf(ann));
  expect(card).toEqual({ title: "You are not alone", text: expect.stringContaining("emergency number") as string });
});

test("a word that Roblox masks on the card is masked", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  await town.filter({ words: ["grown-up"] });
  await say(town, ann, IN_NEED);
  const card = await town.until(() => careOf(ann));
  expect(card).toEqual({ title: "You matter", text: expect.stringContaining("talk with a ######## you") as string });
});

test("the card goes with the talk", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  await say(town, ann, IN_NEED);
  await town.until(() => careOf(ann));
  await ann.walkTo([0, 3, 20]);
  await town.until(async () => !(await careOf(ann)));
  await ann.walkTo("guard");
  await meet(town, ann, "guard");
  expect(await careOf(ann)).toBeUndefined();
  expect(town.errors()).toEqual([]);
});
