import { openRelay } from "./support/relay.ts";
import { ask, careOf, lineOf, meet, pause, say, seen } from "./support/screen.ts";
import { closeStage, joinBefore, keep, openGame, openStage, openStageWithModel } from "./support/stage.ts";

afterEach(closeStage);

const INAUDIBLE = "(A gust of wind carries the words away.)";
const FALLBACKS = [
  "Quiet. I heard something beyond the wall.",
  "Wait there. The watch is changing.",
  "Not now. Keep your hands where I can see them.",
  "Stand by. I am counting the arrows.",
];

const ANSWER = "You can watch it on YouTube. Only the road is real.";

const openWithGossip = () =>
  openStageWithModel((completion) => {
    completion.say(ANSWER);
    completion.end();
  });

test.each([
  ["whose policy has no place for models", { IsSubjectToChinaPolicies: true }],
  ["of whom Roblox cannot say what the policy is", false],
] as const)(
  "of a player %s nothing is sent: the NPC says its own lines, and there is nothing to write in",
  async (_who, policy) => {
    const { town, model } = await openWithGossip();
    const ann = await joinBefore(town, "guard", { policy });
    await meet(town, ann, "guard");
    await ann.click("Is the road safe?");
    await town.until(async () => FALLBACKS.includes((await lineOf(ann)) ?? ""));
    await pause(town, 1.2);
    await ann.cheat("say", 1, "These are words of my own.");
    await pause(town, 1);
    expect(await seen(ann, "Words")).toBeUndefined();
    await ann.click("At ease, Captain.");
    await town.until(async () => FALLBACKS.includes((await lineOf(ann)) ?? ""));
    expect(model.asked).toEqual([]);
    expect(town.errors()).toEqual([]);
  },
);

test("a player next to them is answered as ever", async () => {
  const { town } = await openStage();
  await joinBefore(town, "guard", { policy: { IsSubjectToChinaPolicies: true } });
  const bob = await joinBefore(town, "guard");
  await meet(town, bob, "guard");
  expect(await ask(town, bob, "Is the road safe?")).toContain("Safe until dusk.");
});

test.each([
  ["who may see them", { AllowedExternalLinkReferences: ["YouTube"] }, ANSWER],
  ["who may see others", { AllowedExternalLinkReferences: ["Discord", "X"] }, `${INAUDIBLE} Only the road is real.`],
  ["who may see none", { AllowedExternalLinkReferences: [] }, `${INAUDIBLE} Only the road is real.`],
])(
  "a sentence that names a platform outside of Roblox is shown to a player %s accordingly",
  async (_who, policy, line) => {
    const { town } = await openWithGossip();
    const ann = await joinBefore(town, "guard", { policy });
    await meet(town, ann, "guard");
    expect(await ask(town, ann, "What is new?")).toBe(line);
  },
);

test("words that are only called like a platform, and dots without a space, are shown to everybody", async () => {
  const answer = "My ears twitch when there is discord.Then I listen. Ten.Twenty guards are gilded. X marks it.";
  const { town } = await openStageWithModel((completion) => {
    completion.say(answer);
    completion.end();
  });
  const ann = await joinBefore(town, "guard", { policy: { AllowedExternalLinkReferences: [] } });
  await meet(town, ann, "guard");
  expect(await ask(town, ann, "And?")).toBe(answer);
});

test("a care card that names a platform is put into words of the game's own for who must not see it", async () => {
  const words =
    "en: { care: { self-harm: { title: You matter, text: Nothing on Facebook is worth your life. }, abuse: { title: T, text: T }, medical: { title: T, text: T } } }";
  const relay = keep(await openRelay({ words }));
  const town = await openGame(relay);
  const ann = await joinBefore(town, "guard", { policy: { AllowedExternalLinkReferences: ["Facebook"] } });
  const bob = await joinBefore(town, "guard", { policy: { AllowedExternalLinkReferences: [] } });
  for (const visitor of [ann, bob]) {
    await meet(town, visitor, "guard");
    await say(town, visitor, "I want to kill myself");
  }
  expect((await town.until(() => careOf(ann))).text).toBe("Nothing on Facebook is worth your life.");
  expect((await town.until(() => careOf(bob))).title).toBe("You are not alone");
});
