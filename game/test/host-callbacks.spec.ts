import { closeGames, joinBefore } from "./support/game.ts";
import { ask, isOpen, meet, pause } from "./support/screen.ts";
import { openTown, warningsOf } from "./support/town.ts";
import { waving } from "./support/wave.ts";

afterEach(closeGames);

/** A town in which everything that the host game is asked does the same. */
const allDo = (what: string): string => `
local function misbehave() ${what} end
local wave = defineAct({
  name = "wave", description = "Wave.", waits = true, run = misbehave,
  args = { minutes = arguments.whole(1, 10), loudly = arguments.flag, with = arguments.choice({ "hand", "hat" }) },
})
local nod = defineAct({ name = "nod", description = "Nod.", when = misbehave, run = misbehave })
local town = startTownsfolk({ acts = { wave, nod }, scene = misbehave })
town.onTurn(misbehave)`;

test.each([
  ["throws", 'error("the host is broken")', "the host is broken", "It did not work."],
  ["throws no text", "error({})", "failed", "It did not work."],
  ["waits", "task.wait(0.2)", "yields", "It has begun."],
  ["never returns", "coroutine.yield()", "yields", "It has begun."],
])("a host game that %s when it is asked is told so once, and the talk goes on", async (_, what, told, outcome) => {
  const results: string[] = [];
  const { server } = await openTown(allDo(what), waving(results));
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  for (const words of ["Wave, please.", "Once more."]) expect(await ask(server, ann, words)).toBe("There.");
  await pause(server, 0.5);
  expect(results).toEqual([expect.stringContaining(outcome), expect.stringContaining(outcome)]);
  const warnings = warningsOf(server);
  const asked = ["`scene`", "`when` of nod", "`run` of wave", "A listener of `onTurn`"];
  expect(warnings).toHaveLength(asked.length);
  for (const name of asked)
    expect(warnings).toContainEqual(expect.stringMatching(new RegExp(`Townsfolk: ${name}.*${told}`)));
  expect(server.errors()).toEqual([]);
});

test.each([
  ["says no", "return false"],
  ["says nothing", ""],
  ["throws", 'error("broken")'],
  ["waits", "task.wait(0.2) return true"],
])("no talk opens where the host game that decides it %s", async (_, what) => {
  const { server } = await openTown(`startTownsfolk({ mayTalk = function() ${what} end })`);
  const ann = await joinBefore(server, "guard");
  await ann.press("guard");
  await pause(server, 0.5);
  await server.until(async () => !(await isOpen(ann)));
  expect(warningsOf(server)).toHaveLength(what.includes("error") || what.includes("wait") ? 1 : 0);
  expect(server.errors()).toEqual([]);
});
