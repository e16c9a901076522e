import { closeGames, joinBefore, openGameWithModel } from "./support/game.ts";
import { lastWords } from "./support/model.ts";
import { ask, isAnswering, lineOf, maySpeak, meet, pause, say, seen } from "./support/screen.ts";
import { FALLBACKS } from "./support/sheets.ts";
import { openTown, printedBy } from "./support/town.ts";

afterEach(closeGames);

const ENDS = `
local town = startTownsfolk()
town.onTurn(function(turn) print("ended: " .. turn.text) end)`;
const SAY_IT_OTHERWISE = "I did not quite catch that. Could you say it another way?";
const INAUDIBLE = "(A gust of wind carries the words away.)";

test("what Roblox masks in the player's words, the model never reads", async () => {
  const { server, model } = await openGameWithModel((completion) => {
    completion.say("I see.");
    completion.end();
  });
  await server.filter({ words: ["badword"] });
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await ask(server, ann, "There is a badword in this sentence of mine.");
  expect(lastWords(await model.completion(0))).toContain("There is a ####### in this sentence of mine.");
  expect(JSON.stringify(model.asked)).not.toContain("badword");
});

test("words of which hardly anything is left, or that could not be filtered, are not sent at all", async () => {
  const { server, model } = await openGameWithModel();
  await server.filter({ words: ["badword"] });
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  expect(await ask(server, ann, "badword badword no")).toBe(SAY_IT_OTHERWISE);
  await server.filter({ fails: true });
  expect(await ask(server, ann, "Good evening!")).toBe(SAY_IT_OTHERWISE);
  expect(model.asked).toEqual([]);
});

test("a sentence that Roblox masks or cannot filter is never shown, and the player is told so once", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "innkeeper");
  await meet(server, ann, "innkeeper");
  await say(server, ann, "Curse a little, will you?");
  const answer = await model.completion(0);
  answer.say("With pleasure. Oh ");
  await server.until(async () => (await lineOf(ann)) === "With pleasure.");
  await server.filter({ words: ["oh drat and dash"] });
  answer.say("drat and dash. Oh drat and dash. That felt good. And ");
  await server.until(async () => (await lineOf(ann)) === `With pleasure. ${INAUDIBLE} That felt good.`);
  await server.filter({ fails: true });
  answer.say("once more.");
  answer.end();
  await server.until(async () => !(await isAnswering(ann)));
  expect(await lineOf(ann)).toBe(`With pleasure. ${INAUDIBLE} That felt good.`);
  expect(JSON.stringify(await server.bubbles())).not.toMatch(/drat|once more/);
  expect(server.errors()).toEqual([]);
});

test.each([
  ["in mid-answer", false],
  ["when the model has said all", true],
])("while Roblox's filter hangs the player may stop the NPC %s, and speak again", async (_, isAll) => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await say(server, ann, "Tell me everything.");
  const long = await model.completion(0);
  long.say("First things first. Then ");
  await server.until(async () => (await lineOf(ann)) === "First things first.");
  await server.filter({ hangs: true });
  long.say("the old story. And ");
  if (isAll) {
    long.say("no more.");
    long.end();
  }
  await pause(server, 1);
  await ann.click("Stop");
  await server.until(async () => !(await isAnswering(ann)));
  await long.over;

  await pause(server, 1);
  await ann.click("Is the road safe?");
  const short = await model.completion(1);
  await server.filter({});
  short.say("Fair.");
  short.end();
  await server.until(async () => !(await isAnswering(ann)));
  await pause(server, 0.5);
  expect(await lineOf(ann)).toBe("Fair.");
  expect(JSON.stringify(await server.bubbles())).not.toMatch(/old story|no more/);
  expect(server.errors()).toEqual([]);
});

test("an answer of which a part stays in Roblox's filter ends in time, and that part is not shown later", async () => {
  const { server, model } = await openTown(ENDS, undefined, { speed: 3 });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ann.click("Is the road safe?");
  const hanging = await model.completion(0);
  await server.filter({ hangs: true });
  hanging.say("All of it.");
  hanging.end();
  await server.until(() => maySpeak(ann));
  const line = await lineOf(ann);
  expect(FALLBACKS).toContain(line);
  await server.filter({});
  await pause(server, 0.5);
  expect(await lineOf(ann)).toBe(line);
  expect(printedBy(server)).toEqual([`ended: ${line}`]);
  await say(server, ann, "And now?");
  const answer = await model.completion(1);
  answer.say("Fair.");
  answer.end();
  await server.until(async () => (await lineOf(ann)) === "Fair.");
  expect(server.errors()).toEqual([]);
});

test("who may not chat has the quick replies and nothing to write in, also when the client is tampered with", async () => {
  const { server, model } = await openGameWithModel((completion) => {
    completion.say("Forest.");
    completion.end();
  });
  const ann = await joinBefore(server, "guard", { canChat: false });
  await meet(server, ann, "guard");
  expect(await seen(ann, "Words")).toBeUndefined();
  expect(await seen(ann, "Send")).toBeUndefined();

  await ann.click("What lies beyond the gate?");
  await server.until(async () => (await lineOf(ann)) === "Forest.");
  await ann.cheat("townsfolk.say", 1, "These are words of my own.");
  await pause(server, 1);
  await ann.click("Is the road safe?");
  await server.until(() => model.asked.length === 2);
  expect(JSON.stringify(model.asked)).not.toContain("words of my own");
});

test("the key and the player's user id reach no client and no model", async () => {
  const { server, model, relay } = await openGameWithModel((completion) => {
    completion.say("Noted.");
    completion.end();
  });
  const ann = await joinBefore(server, "guard", { userId: 987654321 });
  await meet(server, ann, "guard");
  await ask(server, ann, "Who am I?");
  expect(JSON.stringify(model.asked)).not.toContain("987654321");
  for (const place of ["ReplicatedStorage", "Workspace", `Players.${ann.name}`]) {
    const seen = JSON.stringify(await server.see(place));
    expect(seen).not.toContain(relay.key);
    expect(seen).not.toContain(relay.url);
  }
});
