import fc from "fast-check";
import { instanceAt } from "../emulator/host/player.ts";
import { closeGames, joinBefore, openGame, openGameWithModel } from "./support/game.ts";
import { ask, isOpen, meet, pause, write } from "./support/screen.ts";

afterEach(closeGames);

const REMOTES = ["townsfolk.say", "townsfolk.hush", "townsfolk.leave"];
const LONG = "x".repeat(200_000);

const anything = fc.oneof(
  fc.anything({ maxDepth: 2, withNullPrototype: false, withObjectString: false }).filter(isData),
  fc.constantFrom<unknown>(NaN, Infinity, -1, 0, 1, 2, 1e300, "", " ", "\0", LONG, "\u202e", undefined),
  fc.constant(instanceAt("Workspace.Npcs.guard")),
);

test("nonsense on the remotes changes nothing and stops nothing", async () => {
  const { server } = await openGame();
  const mallory = await joinBefore(server, "guard");
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  const requests = server.requestsLastMinute();

  const calls = fc.tuple(fc.constantFrom(...REMOTES), fc.array(anything, { maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(calls, async ([remote, given]) => {
      await mallory.cheat(remote, ...given);
    }),
    { numRuns: 300 },
  );

  expect(server.requestsLastMinute()).toBe(requests);
  expect(server.errors()).toEqual([]);
  expect(await isOpen(ann)).toBe(true);
  expect(await ask(server, ann, "Is the road safe?")).toBe(
    "Safe until dusk. After that, wolves. Four of them. I count.",
  );
  // Even a cheater may talk once they calm down.
  await pause(server, 1);
  await meet(server, mallory, "guard");
  expect(await ask(server, mallory, "At ease, Captain.")).toBe("This is at ease.");
});

test("a prompt that is pressed from afar opens no talk", async () => {
  const { server, model } = await openGameWithModel();
  const mallory = await joinBefore(server, "guard");
  await mallory.walkTo([0, 3, 20]);
  await mallory.forcePrompt("guard");
  await server.until(async () => !(await isOpen(mallory)));
  for (let talk = 0; talk < 4; talk++) await mallory.cheat("townsfolk.say", talk, "Is the road safe?");
  await ask(server, await join(), "Anybody else?");
  expect(model.asked).toHaveLength(1);

  async function join() {
    const ann = await joinBefore(server, "guard");
    await meet(server, ann, "guard");
    void model.completion(0).then((answer) => {
      answer.say("Nobody.");
      answer.end();
    });
    return ann;
  }
});

test("nobody speaks, hushes or leaves in another player's talk", async () => {
  const { server, model } = await openGameWithModel();
  const ann = await joinBefore(server, "guard");
  const mallory = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await meet(server, mallory, "guard");
  // Talks are numbered from 1 in the order of their opening: the first is Ann's.
  await mallory.cheat("townsfolk.say", 1, "Is the road safe?");
  await mallory.cheat("townsfolk.leave", 1);
  await mallory.cheat("townsfolk.hush", 1);
  await write(server, ann, "It is I.", { enter: true });
  const answer = await model.completion(0);
  expect(JSON.stringify(answer.messages)).toContain("It is I.");
  expect(model.asked).toHaveLength(1);
  expect(await isOpen(ann)).toBe(true);
});

test("a flood of words costs the cheater one turn a second at most, and the server no memory", async () => {
  const { server, model } = await openGameWithModel((completion) => {
    completion.say("Noted.");
    completion.end();
  });
  const mallory = await joinBefore(server, "guard");
  await meet(server, mallory, "guard");
  const began = performance.now();
  const heap = server.heapKiB();
  let seconds = 0;
  for (let n = 0; n < 50 || seconds < 5; n++) {
    await mallory.cheat("townsfolk.say", 1, `Flood number ${n}.`);
    seconds = (performance.now() - began) / 1000;
  }
  await server.until(async () => (await isOpen(mallory)) && server.heapKiB() < heap + 4096);
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
