import { closeGames, joinBefore, keep, openGame, openGameAt, openGameWithModel } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { ask, isAnswering, isOpen, lineOf, maySpeak, meet, noticeOf, replies, say, seen } from "./support/screen.ts";

afterEach(closeGames);

const GREETING = "Come in, come in, you look like the road has chewed on you. What can I get you?";

test("a talk opens at once, with the greeting and what could be said, and costs no request", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "innkeeper");
  await server.until(() => server.requestsLastMinute() === 1);

  await ann.press("innkeeper");
  await server.until(() => lineOf(ann));
  expect(await lineOf(ann)).toBe(GREETING);
  expect(await replies(ann)).toEqual(["Do you have a room?", "What is there to eat?", "Heard any news?"]);
  expect(await ann.texts()).toEqual(expect.arrayContaining(["Marla", "Leave (Q)", "Send"]));
  expect(await noticeOf(ann)).toContain("AI");

  await server.until(async () => (await ann.texts()).includes(GREETING));
  expect(server.requestsLastMinute()).toBe(1);
  expect(server.errors()).toEqual([]);
});

test("a talk opens with the game's own greeting when the relay was never reached", async () => {
  const relay = keep(await openRelay());
  await relay.crash();
  const server = await openGameAt(relay);
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await lineOf(ann)).toBe("Halt. State your business. Briefly.");
  expect(await replies(ann)).toContain("Is the road safe?");
});

test("the player's words and the NPC's thinking are on the screen before anything is answered", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await say(server, ann, "  Good   evening!\t");

  expect(model.asked).toEqual([]);
  expect((await seen(ann, "Said"))?.text).toBe("You: Good   evening!");
  expect(await seen(ann, "Dots")).toBeDefined();
  expect(await lineOf(ann)).toBe("");
});

test("an answer arrives sentence by sentence, in order, while the model is still speaking", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await say(server, ann, "Tell me of the town.");

  const answer = await model.completion(0);
  answer.say("It is old, love. It has ");
  await server.until(async () => (await lineOf(ann)) === "It is old, love.");
  expect(await isAnswering(ann)).toBe(true);
  answer.say("a wall. And it ");
  await server.until(async () => (await lineOf(ann)) === "It is old, love. It has a wall.");
  answer.say("has me.");
  answer.end();
  await server.until(async () => !(await isAnswering(ann)));
  expect(await lineOf(ann)).toBe("It is old, love. It has a wall. And it has me.");

  const bubbles = (await server.bubbles()).map(({ text }) => text);
  expect(bubbles).toEqual([GREETING, "It is old, love.", "It has a wall.", "And it has me."]);
  expect(server.errors()).toEqual([]);
});

test("the notice that this is an AI stays on the screen all through the talk", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  await ann.press("innkeeper");
  const notices: string[] = [];
  const look = async (): Promise<boolean> => {
    if (await isOpen(ann)) notices.push(await noticeOf(ann));
    return true;
  };
  await server.until(async () => (await look()) && (await replies(ann)).length > 0);
  await server.until(() => maySpeak(ann));
  await say(server, ann, "Hello!");
  await look();
  (await model.completion(0)).say("Well met. So");
  await server.until(async () => (await look()) && (await lineOf(ann)) === "Well met.");
  (await model.completion(0)).end();
  await server.until(async () => (await look()) && !(await isAnswering(ann)));
  expect(notices.length).toBeGreaterThan(3);
  // In the words of the place until the relay has told its own.
  expect(notices.filter((notice) => !notice.includes("AI"))).toEqual([]);
});

test("two players talk with one NPC at once and never see each other's words", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  const bob = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await meet(server, bob, "innkeeper");
  await say(server, ann, "My secret is the cellar.");
  await say(server, bob, "My secret is the attic.");

  const answers = await Promise.all([model.completion(0), model.completion(1)]);
  for (const answer of answers) {
    const isAnn = JSON.stringify(answer.messages).includes("cellar");
    answer.say(isAnn ? "I keep the cellar to myself. " : "I keep the attic to myself. ");
    answer.end();
  }
  await server.until(async () => !(await isAnswering(ann)) && !(await isAnswering(bob)));

  expect(await lineOf(ann)).toBe("I keep the cellar to myself.");
  expect(await lineOf(bob)).toBe("I keep the attic to myself.");
  expect(JSON.stringify(await ann.gui())).not.toContain("attic");
  expect(JSON.stringify(await bob.gui())).not.toContain("cellar");
  const overheard = (await server.bubbles()).filter(({ text, seenBy }) =>
    text.includes(seenBy === ann.userId ? "attic" : "cellar"),
  );
  expect(overheard).toEqual([]);
});

test("an NPC that is interrupted stops at once, also at the model, and can be spoken to again", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await say(server, ann, "Tell me everything.");
  const long = await model.completion(0);
  long.say("First things first. Then ");
  await server.until(async () => (await lineOf(ann)) === "First things first.");

  await ann.click("Stop");
  await server.until(async () => !(await isAnswering(ann)));
  await long.over;
  expect(await lineOf(ann)).toBe("First things first.");

  await say(server, ann, "Just the weather.");
  const short = await model.completion(1);
  short.say("Fair.");
  short.end();
  await server.until(async () => !(await isAnswering(ann)));
  expect(await lineOf(ann)).toBe("Fair.");
});

test("who answers fast is answered: what is said too soon waits its second and is not refused", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toBe(
    "Safe until dusk. After that, wolves. Four of them. I count.",
  );
  expect(await ask(server, ann, "What lies beyond the gate?")).toBe(
    "Forest. Two days of it. Nobody leaves after dark.",
  );
  expect(await ask(server, ann, "At ease, Captain.")).toBe("This is at ease.");
});
