import fc from "fast-check";
import { instanceAt } from "../emulator/host/visitor.ts";
import { ask, isOpen, meet, pause, write } from "./support/screen.ts";
import { closeStage, joinBefore, openStage, openStageWithModel } from "./support/stage.ts";

afterEach(closeStage);

const REMOTES = ["say", "hush", "leave"];
const LONG = "x".repeat(200_000);

const anything = fc.oneof(
  fc.anything({ maxDepth: 2, withNullPrototype: false, withObjectString: false }).filter(isData),
  fc.constantFrom<unknown>(NaN, Infinity, -1, 0, 1, 2, 1e300, "", " ", "\0", LONG, "\u202e", undefined),
  fc.constant(instanceAt("Workspace.Npcs.guard")),
);

test("nonsense on the remotes changes nothing and stops nothing", async () => {
  const { town } = await openStage();
  const mallory = await joinBefore(town, "guard");
  const ann = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  const requests = town.requestsLastMinute();

  const calls = fc.tuple(fc.constantFrom(...REMOTES), fc.array(anything, { maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(calls, async ([remote, given]) => {
      await mallory.cheat(remote, ...given);
    }),
    { numRuns: 300 },
  );

  expect(town.requestsLastMinute()).toBe(requests);
  expect(town.errors()).toEqual([]);
  expect(await isOpen(ann)).toBe(true);
  expect(await ask(town, ann, "Is the road safe?")).toBe("Safe until dusk. After that, wolves. Four of them. I count.");
  // Even a cheater may talk once they calm down.
  await pause(town, 1);
  await meet(town, mallory, "guard");
  expect(await ask(town, mallory, "At ease, Captain.")).toBe("This is at ease.");
}, 60_000);

test("a prompt that is pressed from afar opens no talk", async () => {
  const { town, model } = await openStageWithModel();
  const mallory = await joinBefore(town, "guard");
  await mallory.walkTo([0, 3, 20]);
  await mallory.forcePrompt("guard");
  await town.until(async () => !(await isOpen(mallory)));
  for (let talk = 0; talk < 4; talk++) await mallory.cheat("say", talk, "Is the road safe?");
  await ask(town, await join(), "Anybody else?");
  expect(model.asked).toHaveLength(1);

  async function join() {
    const ann = await joinBefore(town, "guard");
    await meet(town, ann, "guard");
    void model.completion(0).then((answer) => {
      answer.say("Nobody.");
      answer.end();
    });
    return ann;
  }
});

test("nobody speaks, hushes or leaves in another player's talk", async () => {
  const { town, model } = await openStageWithModel();
  const ann = await joinBefore(town, "guard");
  const mallory = await joinBefore(town, "guard");
  await meet(town, ann, "guard");
  await meet(town, mallory, "guard");
  // Talks are numbered from 1 in the order of their opening: the first is Ann's.
  await mallory.cheat("say", 1, "Is the road safe?");
  await mallory.cheat("leave", 1);
  await mallory.cheat("hush", 1);
  await write(town, ann, "It is I.", { enter: true });
  const answer = await model.completion(0);
  expect(JSON.stringify(answer.messages)).toContain("It is I.");
  expect(model.asked).toHaveLength(1);
  expect(await isOpen(ann)).toBe(true);
});

test("a flood of words costs the cheater one turn a second at most, and the server no memory", async () => {
  const { town, model } = await openStageWithModel((completion) => {
    completion.say("Noted.");
    completion.end();
  });
  const mallory = await joinBefore(town, "guard");
  await meet(town, mallory, "guard");
  const began = performance.now();
  const heap = town.heapKiB();
  for (let n = 0; n < 400; n++) await mallory.cheat("say", 1, `Flood number ${n}.`);
  const seconds = (performance.now() - began) / 1000;
  await town.until(async () => (await isOpen(mallory)) && town.heapKiB() < heap + 4096);
  expect(model.asked.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
});

/** What can cross a remote: no functions, no symbols, no big integers. */
function isData(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isData) && isPlain(value);
  return typeof value !== "function" && typeof value !== "symbol" && typeof value !== "bigint";
}

function isPlain(value: object): boolean {
  // The emulator writes what JSON cannot hold as an object with the key "$".
  return Array.isArray(value) || (Object.getPrototypeOf(value) === Object.prototype && !("$" in value));
}
