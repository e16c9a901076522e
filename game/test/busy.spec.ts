import { openRelay } from "./support/relay.ts";
import { ask, isOpen, lineOf, meet } from "./support/screen.ts";
import { closeStage, joinBefore, keep, openGame } from "./support/stage.ts";

afterEach(closeStage);

const FALLBACKS = [
  "Quiet. I heard something beyond the wall.",
  "Wait there. The watch is changing.",
  "Not now. Keep your hands where I can see them.",
  "Stand by. I am counting the arrows.",
];
const ROAD = "Safe until dusk. After that, wolves. Four of them. I count.";

test("where no more talks may be open the NPC is busy in character, until somebody leaves", async () => {
  const relay = keep(await openRelay({ env: { SERVER_OPEN_TALKS: "1" } }));
  const town = await openGame(relay);
  const ann = await joinBefore(town, "guard");
  const bob = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  await meet(town, bob, "guard");

  expect(await ask(town, ann, "Is the road safe?")).toBe(ROAD);
  expect(FALLBACKS).toContain(await ask(town, bob, "Is the road safe?"));
  expect(await ask(town, ann, "Is the road safe?")).toBe(ROAD);

  await ann.click("Leave");
  await town.until(async () => !(await isOpen(ann)));
  expect(await ask(town, bob, "Is the road safe?")).toBe(ROAD);
  expect(town.errors()).toEqual([]);
});

test("a player over their turns a minute finds the NPC busy in character, and the talk goes on", async () => {
  const relay = keep(await openRelay({ env: { PLAYER_TURNS_PER_MINUTE: "1" } }));
  const town = await openGame(relay);
  const ann = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  expect(await ask(town, ann, "Is the road safe?")).toBe(ROAD);
  expect(FALLBACKS).toContain(await ask(town, ann, "Is the road safe?"));
  expect(await isOpen(ann)).toBe(true);
  expect(await lineOf(ann)).not.toMatch(/limit|rate|error/i);
  expect(town.errors()).toEqual([]);
});
