import { closeGames, joinBefore, openGame, openGameWithModel } from "./support/game.ts";
import { ask, careOf, isOpen, lineOf, maySpeak, meet, say, seen } from "./support/screen.ts";

afterEach(closeGames);

const IN_NEED = "I want to kill myself";

test("who is in need is shown where there is help, over a talk that goes on, until they have read it", async () => {
  const { server, model } = await openGameWithModel((completion) => {
    completion.say("Three silver a night.");
    completion.end();
  });
  const ann = await joinBefore(server, "innkeeper");
  const bob = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await meet(server, bob, "innkeeper");
  await say(server, ann, IN_NEED);
  const card = await server.until(() => careOf(ann));
  expect(card).toEqual({ title: "You matter", text: expect.stringContaining("emergency number") as string });
  await server.until(() => maySpeak(ann));
  expect(await lineOf(ann)).not.toBe("");
  expect(model.asked).toEqual([]);

  expect(await ask(server, ann, "Do you have a room?")).toBe("Three silver a night.");
  expect(await careOf(ann)).toEqual(card);
  expect(await careOf(bob)).toBeUndefined();
  await ann.click("CareRead");
  await server.until(async () => !(await careOf(ann)));
  expect(await isOpen(ann)).toBe(true);
  expect(server.errors()).toEqual([]);
});

test.each([
  ["keyboard", "Q", "I have read it (Q)"],
  ["gamepad", "ButtonA", "I have read it (B)"],
  ["gamepad", "ButtonB", "I have read it (B)"],
] as const)("on a %s %s closes the card first and leaves the talk open", async (device, key, label) => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard", { device });
  await meet(server, ann, "guard");
  await say(server, ann, IN_NEED);
  await server.until(() => careOf(ann));
  await server.until(() => maySpeak(ann));
  expect((await seen(ann, "CareRead"))?.text).toBe(label);
  await ann.pressKey(key);
  await server.until(async () => !(await careOf(ann)));
  expect(await isOpen(ann)).toBe(true);
  expect((await seen(ann, "Said"))?.text).toBe(`You: ${IN_NEED}`);
});

test("a gamepad that has read the card is back at the quick replies", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard", { device: "gamepad" });
  await meet(server, ann, "guard");
  await say(server, ann, IN_NEED);
  await server.until(() => careOf(ann));
  await server.until(() => maySpeak(ann));
  await ann.pressKey("ButtonA");
  await server.until(async () => !(await careOf(ann)));
  await ann.pressKey("ButtonA");
  await server.until(async () => (await seen(ann, "Said"))?.text === "You: What lies beyond the gate?");
});

test("the card is in the player's language: their locale goes along with what they say", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard", { localeId: "de-de", device: "touch" });
  await meet(server, ann, "guard");
  await say(server, ann, IN_NEED);
  expect((await server.until(() => careOf(ann))).title).toBe("Du bist wichtig");
  await ann.click("I have read it");
  await server.until(async () => !(await careOf(ann)));
});

test("a card that Roblox does not let through says it in words of the game's own, and comes all the same", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await server.filter({ words: ["you matter"] });
  await say(server, ann, IN_NEED);
  const card = await server.until(() => careOf(ann));
  expect(card).toEqual({ title: "You are not alone", text: expect.stringContaining("emergency number") as string });
});

test("a word that Roblox masks on the card is masked", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await server.filter({ words: ["grown-up"] });
  await say(server, ann, IN_NEED);
  const card = await server.until(() => careOf(ann));
  expect(card).toEqual({ title: "You matter", text: expect.stringContaining("talk with a ######## you") as string });
});

test("the card goes with the talk", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await say(server, ann, IN_NEED);
  await server.until(() => careOf(ann));
  await ann.walkTo([0, 3, 20]);
  await server.until(async () => !(await careOf(ann)));
  await ann.walkTo("guard");
  await meet(server, ann, "guard");
  expect(await careOf(ann)).toBeUndefined();
  expect(server.errors()).toEqual([]);
});
