import { closeGames, joinBefore } from "./support/game.ts";
import type { Completion } from "./support/model.ts";
import { ask, isOpen, meet } from "./support/screen.ts";
import { openTown, printedBy, warningsOf } from "./support/town.ts";
import { waving } from "./support/wave.ts";

afterEach(closeGames);

test("an NPC knows what it sees and what the game has told it, and each in the words that the game has for it now", async () => {
  const { server, model } = await openTown(
    `
    local asked = 0
    local town = startTownsfolk({ scene = function(npc, player)
      asked += 1
      return \`{player.Name} stands before {npc.Name}, for the {asked}. time.\`
    end })
    town.tell("The bridge is\\nbroken.", { ["for"] = 600, to = { "guard" } })
    town.tell("The inn is on fire.", { to = { "innkeeper" } })
    town.tell("It rains.")`,
    waving(),
  );
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ask(server, ann, "How is the road?");
  await ask(server, ann, "Are you sure?");
  const [first, second] = model.asked.map(heard);
  expect(first).toContain(`${ann.name} stands before guard, for the 1. time.`);
  expect(first).toContain("The bridge is broken.");
  expect(first).toContain("It rains.");
  expect(first).not.toContain("on fire");
  expect(second).toContain("for the 2. time.");
  expect(server.errors()).toEqual([]);
});

test.each([
  ["too long", 'string.rep("é", 500)', `what_you_see>\n${"é".repeat(400)}\n</what_you_see`, 1],
  ["of two lines", '"A gate.\\nA wall.\\127"', "what_you_see>\nA gate. A wall.\n</what_you_see", 0],
  ["empty", '" \\t\\u{a0} "', undefined, 0],
  ["a number", "5", undefined, 1],
  ["no UTF-8", '"\\255"', undefined, 1],
])("what an NPC sees that is %s costs no answer", async (_, scene, seen, warnings) => {
  const { server, model } = await openTown(
    `local town = startTownsfolk({ scene = function() return ${scene} end })
    town.tell(${scene})`,
    waving(),
  );
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "What do you see?")).toBe("There.");
  const words = model.asked.map(heard).join("");
  if (seen === undefined) expect(words).not.toContain("what_you_see");
  else expect(words).toContain(seen);
  expect(warningsOf(server)).toHaveLength(2 * warnings);
  expect(server.errors()).toEqual([]);
});

test("the game opens and closes a talk itself, for a player who is near", async () => {
  const { server } = await openTown(
    `
    local town = startTownsfolk()
    local function on(name, listener)
      local remote = Instance.new("RemoteEvent")
      remote.Name = name
      remote.OnServerEvent:Connect(listener)
      remote.Parent = game:GetService("ReplicatedStorage")
    end
    on("open", function(player, name) print(town.openTalk(player, workspace.Npcs[name])) end)
    on("close", function(player) town.closeTalk(player) end)`,
    waving(),
  );
  const ann = await joinBefore(server, "guard");
  await ann.cheat("open", "innkeeper");
  await ann.cheat("open", "guard");
  await server.until(() => isOpen(ann));
  expect(printedBy(server)).toEqual(["false", "true"]);
  expect(await ask(server, ann, "Good evening.")).toBe("There.");
  await ann.cheat("close");
  await server.until(async () => !(await isOpen(ann)));
  expect(server.errors()).toEqual([]);
});

test("a talk that the game opens for a player who has no such NPC streamed in is over at once", async () => {
  const { server } = await openTown(
    `
    local town = startTownsfolk()
    local remote = Instance.new("RemoteEvent")
    remote.Name = "open"
    remote.OnServerEvent:Connect(function(player) print(town.openTalk(player, workspace.Npcs.guard)) end)
    remote.Parent = game:GetService("ReplicatedStorage")`,
    waving(),
  );
  const ann = await joinBefore(server, "guard", { streams: 0 });
  await ann.cheat("open");
  // Of its beginning and of its end.
  await server.until(async () => (await ann.heard("townsfolk.news")) === 2);
  expect(printedBy(server)).toEqual(["true"]);
  expect(await isOpen(ann)).toBe(false);
  expect(server.errors()).toEqual([]);
});

test.each([
  ["thousands of ids", 'for n = 1, 9000 do to[n] = "npc" .. n end'],
  ["an id that is a book", 'to[1] = string.rep("a", 70000)'],
])("what is told to %s is told to nobody, in words for the developer, and what comes next to all", async (_, make) => {
  const { server, model } = await openTown(
    `
    local town = startTownsfolk()
    local to = {}
    ${make}
    town.tell("The bridge is broken.", { to = to })
    town.tell("The bridge is still broken.", { to = to })
    town.tell("It rains.", { to = { "guard" } })`,
    waving(),
  );
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "How is the road?")).toBe("There.");
  const words = model.asked.map(heard).join("");
  expect(words).toContain("It rains.");
  expect(words).not.toContain("bridge");
  expect(warningsOf(server)).toEqual([
    expect.stringMatching(/nobody was told "The bridge is broken\.": it takes \d+ bytes.*Name fewer NPCs in `to`/),
  ]);
});

/** All that the model was told. */
function heard({ messages }: Completion): string {
  return messages.map(({ content }) => content).join("\n");
}
