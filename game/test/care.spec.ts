import type { GamePlayer, GameServer } from "../play/game-server.ts";
import { closeGames, joinBefore, openGame, openGameWithModel } from "./support/game.ts";
import { ask, careOf, isAnswering, isOpen, lineOf, maySpeak, meet, pause, say, seen } from "./support/screen.ts";
import { openTown } from "./support/town.ts";

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

/** A town whose relay has a card on its way until that is let through. */
async function openTownWithLateCard(options = {}) {
  const [begun, card] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const change = async (path: string, body: string): Promise<string> => {
    if (path !== "/v1/events" || !body.includes('"care"')) return body;
    begun.resolve();
    await card.promise;
    return body;
  };
  const answer = (completion: { say(piece: string): void; end(): void }): void => {
    completion.say("Noted.");
    completion.end();
  };
  const { server } = await openTown("startTownsfolk()", answer, { change, ...options });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await say(server, ann, IN_NEED);
  await begun.promise;
  return { server, ann, letThrough: card.resolve };
}

async function stop(server: GameServer, ann: GamePlayer): Promise<void> {
  await ann.click("Stop");
  await server.until(async () => !(await isAnswering(ann)));
}

const MEANWHILE: [string, number, (server: GameServer, ann: GamePlayer) => Promise<unknown>][] = [
  ["has pressed Stop", 1, stop],
  ["has waited for an answer in vain", 3, (server, ann) => server.until(() => maySpeak(ann))],
  [
    "has pressed Stop and spoken again",
    1,
    async (server, ann) => {
      await stop(server, ann);
      await say(server, ann, "Is the road safe?");
    },
  ],
];

test.each(MEANWHILE)("a card comes also when the player %s", async (_, speed, meanwhile) => {
  const { server, ann, letThrough } = await openTownWithLateCard({ speed });
  await meanwhile(server, ann);
  expect(await careOf(ann)).toBeUndefined();
  letThrough();
  expect(await server.until(() => careOf(ann))).toEqual({
    title: "You matter",
    text: expect.stringContaining("emergency number") as string,
  });
  expect(server.errors()).toEqual([]);
});

test("a card that comes when the talk is over is not shown in the next one", async () => {
  const { server, ann, letThrough } = await openTownWithLateCard();
  await ann.click("Leave");
  await server.until(async () => !(await isOpen(ann)));
  await meet(server, ann, "guard");
  letThrough();
  expect(await ask(server, ann, "Is the road safe?")).toBe("Noted.");
  await pause(server, 0.5);
  expect(await careOf(ann)).toBeUndefined();
});
