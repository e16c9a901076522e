import { openRelay } from "./support/relay.ts";
import { ask, isAnswering, isOpen, lineOf, meet, noticeOf, replies, say, seen } from "./support/screen.ts";
import { closeStage, joinBefore, keep, openGame, openStage, openStageWithModel } from "./support/stage.ts";

afterEach(closeStage);

const GREETING = "Come in, come in, you look like the road has chewed on you. What can I get you?";

test("a talk opens at once, with the greeting and what could be said, and costs no request", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "innkeeper");
  await town.until(() => town.requestsLastMinute() === 1);

  await ann.press("innkeeper");
  await town.until(() => lineOf(ann));
  expect(await lineOf(ann)).toBe(GREETING);
  expect(await replies(ann)).toEqual(["Do you have a room?", "What is there to eat?", "Heard any news?"]);
  expect(await ann.texts()).toEqual(expect.arrayContaining(["Marla", "Leave (Q)", "Send"]));
  expect(await noticeOf(ann)).toContain("AI");

  await town.until(async () => (await ann.texts()).includes(GREETING));
  expect(town.requestsLastMinute()).toBe(1);
  expect(town.errors()).toEqual([]);
});

test("a talk opens with the game's own greeting when the relay was never reached", async () => {
  const relay = keep(await openRelay());
  await relay.crash();
  const town = await openGame(relay);
  const ann = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  expect(await lineOf(ann)).toBe("Halt. State your business. Briefly.");
  expect(await replies(ann)).toContain("Is the road safe?");
});

test("the player's words and the NPC's thinking are on the screen before anything is answered", async () => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  await say(town, ann, "  Good   evening!\t");

  expect(model.asked).toEqual([]);
  expect((await seen(ann, "Said"))?.text).toBe("You: Good   evening!");
  expect(await seen(ann, "Dots")).toBeDefined();
  expect(await lineOf(ann)).toBe("");
});

test("an answer arrives sentence by sentence, in order, while the model is still speaking", async () => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  await say(town, ann, "Tell me of the town.");

  const answer = await model.completion(0);
  answer.say("It is old, love. It has ");
  await town.until(async () => (await lineOf(ann)) === "It is old, love.");
  expect(await isAnswering(ann)).toBe(true);
  answer.say("a wall. And it ");
  await town.until(async () => (await lineOf(ann)) === "It is old, love. It has a wall.");
  answer.say("has me.");
  answer.end();
  await town.until(async () => !(await isAnswering(ann)));
  expect(await lineOf(ann)).toBe("It is old, love. It has a wall. And it has me.");

  const bubbles = (await town.bubbles()).map(({ text }) => text);
  expect(bubbles).toEqual([GREETING, "It is old, love.", "It has a wall.", "And it has me."]);
  expect(town.errors()).toEqual([]);
});

test("the notice that this is an AI stays on the screen all through the talk", async () => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "innkeeper");
  await ann.press("innkeeper");
  const notices: string[] = [];
  const look = async (): Promise<boolean> => {
    if (await isOpen(ann)) notices.push(await noticeOf(ann));
    return true;
  };
  await town.until(async () => (await look()) && (await replies(ann)).length > 0);
  await meet(town, ann, "innkeeper");
  await say(town, ann, "Hello!");
  await look();
  (await model.completion(0)).say("Well met. So");
  await town.until(async () => (await look()) && (await lineOf(ann)) === "Well met.");
  (await model.completion(0)).end();
  await town.until(async () => (await look()) && !(await isAnswering(ann)));
  expect(notices.length).toBeGreaterThan(3);
  expect([...new Set(notices)]).toEqual([expect.stringContaining("AI")]);
});

test("two players talk with one NPC at once and never see each other's words", async () => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "innkeeper");
  const bob = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  await meet(town, bob, "innkeeper");
  await say(town, ann, "My secret is the cellar.");
  await say(town, bob, "My secret is the attic.");

  const answers = await Promise.all([model.completion(0), model.completion(1)]);
  for (const answer of answers) {
    const isAnn = JSON.stringify(answer.messages).includes("cellar");
    answer.say(isAnn ? "I keep the cellar to myself. " : "I keep the attic to myself. ");
    answer.end();
  }
  await town.until(async () => !(await isAnswering(ann)) && !(await isAnswering(bob)));

  expect(await lineOf(ann)).toBe("I keep the cellar to myself.");
  expect(await lineOf(bob)).toBe("I keep the attic to myself.");
  expect(JSON.stringify(await ann.gui())).not.toContain("attic");
  expect(JSON.stringify(await bob.gui())).not.toContain("cellar");
  const overheard = (await town.bubbles()).filter(({ text, seenBy }) =>
    text.includes(seenBy === ann.userId ? "attic" : "cellar"),
  );
  expect(overheard).toEqual([]);
});

test("an NPC that is interrupted stops at once, also at the model, and can be spoken to again", async () => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "innkeeper");
  await meet(town, ann, "innkeeper");
  await say(town, ann, "Tell me everything.");
  const long = await model.completion(0);
  long.say("First things first. Then ");
  await town.until(async () => (await lineOf(ann)) === "First things first.");

  await ann.click("Stop");
  await town.until(async () => !(await isAnswering(ann)));
  await long.over;
  expect(await lineOf(ann)).toBe("First things first.");

  await say(town, ann, "Just the weather.");
  const short = await model.completion(1);
  short.say("Fair.");
  short.end();
  await town.until(async () => !(await isAnswering(ann)));
  expect(await lineOf(ann)).toBe("Fair.");
});

test("who answers fast is answered: what is said too soon waits its second and is not refused", async () => {
  const { town } = await openStage();
  const ann = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  expect(await ask(town, ann, "Is the road safe?")).toBe("Safe until dusk. After that, wolves. Four of them. I count.");
  expect(await ask(town, ann, "What lies beyond the gate?")).toBe("Forest. Two days of it. Nobody leaves after dark.");
  expect(await ask(town, ann, "At ease, Captain.")).toBe("This is at ease.");
});
