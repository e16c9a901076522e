import { closeGames, joinBefore, keep, openGame, openGameAt, openGameWithModel } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { ask, careOf, lineOf, meet, pause, say, seen } from "./support/screen.ts";

afterEach(closeGames);

const INAUDIBLE = "(A gust of wind carries the words away.)";
const FALLBACKS = [
  "Quiet. I heard something beyond the wall.",
  "Wait there. The watch is changing.",
  "Not now. Keep your hands where I can see them.",
  "Stand by. I am counting the arrows.",
];

const ANSWER = "You can watch it on YouTube. Only the road is real.";

const openWithGossip = () =>
  openGameWithModel((completion) => {
    completion.say(ANSWER);
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

test.each([
  ["who may see them", { AllowedExternalLinkReferences: ["YouTube"] }, ANSWER],
  ["who may see others", { AllowedExternalLinkReferences: ["Discord", "X"] }, `${INAUDIBLE} Only the road is real.`],
  ["who may see none", { AllowedExternalLinkReferences: [] }, `${INAUDIBLE} Only the road is real.`],
])(
  "a sentence that names a platform outside of Roblox is shown to a player %s accordingly",
  async (_who, policy, line) => {
    const { server } = await openWithGossip();
    const ann = await joinBefore(server, "guard", { policy });
    await meet(server, ann, "guard");
    expect(await ask(server, ann, "What is new?")).toBe(line);
  },
);

test("words that are only called like a platform, and dots without a space, are shown to everybody", async () => {
  const answer = "My ears twitch when there is discord.Then I listen. Ten.Twenty guards are gilded. X marks it.";
  const { server } = await openGameWithModel((completion) => {
    completion.say(answer);
    completion.end();
  });
  const ann = await joinBefore(server, "guard", { policy: { AllowedExternalLinkReferences: [] } });
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "And?")).toBe(answer);
});

test("a care card that names a platform is put into words of the game's own for who must not see it", async () => {
  const words =
    "en: { care: { self-harm: { title: You matter, text: Nothing on Facebook is worth your life. }, abuse: { title: T, text: T }, medical: { title: T, text: T } } }";
  const relay = keep(await openRelay({ words }));
  const server = await openGameAt(relay);
  const ann = await joinBefore(server, "guard", { policy: { AllowedExternalLinkReferences: ["Facebook"] } });
  const bob = await joinBefore(server, "guard", { policy: { AllowedExternalLinkReferences: [] } });
  for (const player of [ann, bob]) {
    await meet(server, player, "guard");
    await say(server, player, "I want to kill myself");
  }
  expect((await server.until(() => careOf(ann))).text).toBe("Nothing on Facebook is worth your life.");
  expect((await server.until(() => careOf(bob))).title).toBe("You are not alone");
});
