import { closeGames, joinBefore, keep, openGame, openGameAt, openGameWithModel } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { ask, careOf, lineOf, meet, pause, say, seen } from "./support/screen.ts";
import { FALLBACKS } from "./support/sheets.ts";

afterEach(closeGames);

const openWithGossip = () =>
  openGameWithModel((completion) => {
    completion.say("Only the road is real.");
    completion.end();
  });

test.each([
  ["whose policy has no place for models", { IsSubjectToChinaPolicies: true }],
  ["of whom Roblox cannot say what the policy is", false],
] as const)(
  "of a player %s nothing is sent: the NPC says its own lines, and there is nothing to write in",
  async (_who, policy) => {
    const { server, model } = await openWithGossip();
    const ann = await joinBefore(server, "guard", { policy });
    await meet(server, ann, "guard");
    await ann.click("Is the road safe?");
    await server.until(async () => FALLBACKS.includes((await lineOf(ann)) ?? ""));
    await pause(server, 1.2);
    await ann.cheat("townsfolk.say", 1, "These are words of my own.");
    await pause(server, 1);
    expect(await seen(ann, "Words")).toBeUndefined();
    await ann.click("At ease, Captain.");
    await server.until(async () => FALLBACKS.includes((await lineOf(ann)) ?? ""));
    expect(model.asked).toEqual([]);
    expect(server.errors()).toEqual([]);
  },
);

test("a player next to them is answered as ever", async () => {
  const { server } = await openGame();
  await joinBefore(server, "guard", { policy: { IsSubjectToChinaPolicies: true } });
  const bob = await joinBefore(server, "guard");
  await meet(server, bob, "guard");
  expect(await ask(server, bob, "Is the road safe?")).toContain("Safe until dusk.");
});

test.each(["You can watch it on YouTube.", "They sing of it on Facebook.", "It is written on GitHub."])(
  "a sentence that names anything outside of Roblox is shown to nobody: %s",
  async (sentence) => {
    const { server } = await openGameWithModel((completion) => {
      completion.say(`${sentence} Only the road is real.`);
      completion.end();
    });
    const ann = await joinBefore(server, "guard", {
      policy: { AllowedExternalLinkReferences: ["YouTube", "Discord"] },
    });
    await meet(server, ann, "guard");
    expect(await ask(server, ann, "What is new?")).toMatch(/^[(A-Z].* Only the road is real\.$/);
    expect(await lineOf(ann)).not.toContain(sentence);
  },
);

test("words that are only called like a platform, and dots without a space, are shown to everybody", async () => {
  const answer = "My ears twitch when there is discord.Then I listen. Ten.Twenty guards are gilded. X marks it.";
  const { server } = await openGameWithModel((completion) => {
    completion.say(answer);
    completion.end();
  });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "And?")).toBe(answer);
});

test("a care card that names a platform is put into words of the game's own", async () => {
  const words =
    "en: { care: { self-harm: { title: You matter, text: Nothing on Facebook is worth your life. }, abuse: { title: T, text: T }, medical: { title: T, text: T } } }";
  const relay = keep(await openRelay({ words }));
  const server = await openGameAt(relay);
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await say(server, ann, "I want to kill myself");
  expect((await server.until(() => careOf(ann))).title).toBe("You are not alone");
});
