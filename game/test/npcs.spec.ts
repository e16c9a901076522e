import type { Conditions } from "../emulator/host/conditions.ts";
import { type GameServer } from "../play/game-server.ts";
import { placeWithScript } from "./support/developers-script.ts";
import { AT, closeGames, joinBefore, keep, openGame, openGameAt } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { ask, isOpen, lineOf, meet, noticeOf, pause, seen } from "./support/screen.ts";
import { openTown, warningsOf } from "./support/town.ts";

afterEach(closeGames);

test("a player walks up to each of the townsfolk, and talks with them", async () => {
  const { server } = await openGame();
  const ann = await joinBefore(server, "guard", { at: [0, 3, 26] });
  const names = { innkeeper: "Marla", merchant: "Tobin", guard: "Captain Hale" };
  for (const [npc, name] of Object.entries(names)) {
    await expect(ann.press(npc)).rejects.toThrow("studs away");
    await ann.walkTo(AT[npc as keyof typeof AT]);
    await meet(server, ann, npc);
    expect(await ann.texts()).toContain(name);
    await ann.pressKey("Q");
    await server.until(async () => !(await isOpen(ann)));
  }
});

test("any model with the tag and an id can be talked to, also one whose parts and id come later", async () => {
  const server = await openWith(`
    local CollectionService = game:GetService("CollectionService")
    local model = Instance.new("Model")
    model.Name = "Smith"
    model.Parent = workspace
    CollectionService:AddTag(model, "TownsfolkNpc")
    task.wait(0.1)
    local part = Instance.new("Part")
    part.Anchored = true
    part.Position = Vector3.new(40, 3, 40)
    part.Parent = model
    task.wait(0.1)
    model:SetAttribute("TownsfolkId", "smith")`);
  await server.until(async () => (await promptsIn(server, "Workspace.Smith")) === 1);
  const ann = await joinBefore(server, "guard", { at: [44, 3, 40] });
  await meet(server, ann, "smith");
  expect(await lineOf(ann)).toBe("Hello.");
  expect(await ann.texts()).toContain("Smith");
});

test("a clone of an NPC is an NPC, with one prompt", async () => {
  const server = await openWith(`
    task.wait(0.2)
    local twin = workspace.Npcs.guard:Clone()
    twin.Name = "Twin"
    twin:SetAttribute("TownsfolkId", "sergeant")
    twin:SetAttribute("TownsfolkGreeting", "Move along.")
    twin:PivotTo(CFrame.new(40, 3.25, 40))
    twin.Parent = workspace`);
  await server.until(async () => (await promptsIn(server, "Workspace.Twin")) === 1);
  const ann = await joinBefore(server, "guard", { at: [44, 3, 40] });
  await meet(server, ann, "sergeant");
  expect(await lineOf(ann)).toBe("Move along.");
});

test.each([
  ["is destroyed", "workspace.Npcs.guard:Destroy()"],
  ["loses its tag", 'game:GetService("CollectionService"):RemoveTag(workspace.Npcs.guard, "TownsfolkNpc")'],
])("a talk ends when its NPC %s", async (_, fate) => {
  const server = await openWith(`
    local signal = Instance.new("RemoteEvent")
    signal.Name = "fate"
    signal.Parent = game:GetService("ReplicatedStorage")
    signal.OnServerEvent:Wait()
    ${fate}`);
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ann.cheat("fate");
  await server.until(async () => !(await isOpen(ann)));
  expect(server.errors()).toEqual([]);
});

/** What may become of the part on which its prompt hangs. */
const CHANGES: [string, string][] = [
  ["part is destroyed", "root:Destroy()"],
  ["part is put away", "root.Parent = nil"],
  ["prompt is destroyed", "root.TownsfolkPrompt:Destroy()"],
  ["part is replaced at once", "local new = root:Clone() new:ClearAllChildren() root:Destroy() new.Parent = guard"],
  ["part is replaced by a clone with a prompt", "local new = root:Clone() root:Destroy() new.Parent = guard"],
  [
    "parts are all replaced, a little later",
    "local new = root:Clone() guard:ClearAllChildren() task.wait(0.3) new.Parent = guard",
  ],
];

test.each([
  ...CHANGES.map((change) => ["Deferred", ...change] as const),
  // The part that goes is still there when that is told.
  ...CHANGES.filter(([what]) => what.includes("at once")).map((change) => ["Immediate", ...change] as const),
])("with %s signals an NPC whose %s can be talked to again, by one prompt", async (signalBehavior, _, change) => {
  const server = await openWith(
    `local remote = Instance.new("RemoteEvent")
    remote.Name = "change"
    remote.OnServerEvent:Connect(function()
      local guard = workspace.Npcs.guard
      local root = guard.HumanoidRootPart
      ${change}
    end)
    remote.Parent = game:GetService("ReplicatedStorage")`,
    { signalBehavior },
  );
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ann.cheat("change");
  await server.until(async () => !(await isOpen(ann)));
  await server.until(async () => (await promptsIn(server, "Workspace.Npcs.guard")) === 1);
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toContain("Safe until dusk.");
  expect(await promptsIn(server, "Workspace.Npcs.guard")).toBe(1);
  expect(server.errors()).toEqual([]);
});

/** What the game may do with the prompt while a talk is open, and whether it can be pressed afterwards. */
const SWITCHES: [string, string, boolean][] = [
  ["switches off", "prompt.Enabled = false", false],
  ["switches off and on", "prompt.Enabled = false task.wait(0.1) prompt.Enabled = true", true],
  ["switches off, on and off", "prompt.Enabled = false prompt.Enabled = true prompt.Enabled = false", false],
  ["leaves alone", "", true],
];

test.each(SWITCHES)(
  "a prompt that the game %s during a talk is hidden in it, and then as the game has it",
  async (...given) => {
    const [, change, isOn] = given;
    const server = await openWith(`
    local remote = Instance.new("RemoteEvent")
    remote.Name = "change"
    remote.OnServerEvent:Connect(function()
      local prompt = workspace.Npcs.guard.HumanoidRootPart.TownsfolkPrompt
      ${change}
    end)
    remote.Parent = game:GetService("ReplicatedStorage")`);
    const ann = await joinBefore(server, "guard");
    await meet(server, ann, "guard");
    await ann.cheat("change");
    await pause(server, 0.5);
    await expect(ann.press("guard")).rejects.toThrow("is not enabled");
    await ann.click("Leave");
    await server.until(async () => !(await isOpen(ann)));
    if (isOn) await meet(server, ann, "guard");
    else await expect(ann.press("guard")).rejects.toThrow("is not enabled");
  },
);

async function openWith(luau: string, conditions: Conditions = {}): Promise<GameServer> {
  const relay = keep(await openRelay());
  const { place } = keep(await placeWithScript(luau));
  return openGameAt(relay, { place, ...conditions });
}

async function promptsIn(server: GameServer, path: string): Promise<number> {
  const text = JSON.stringify(await server.see(path).catch(() => ({})));
  return text.split('"className":"ProximityPrompt"').length - 1;
}

test("an NPC whose id no sheet has, or can have, is told to the developer once", async () => {
  const long = "a".repeat(33);
  const { server } = await openTown(
    `
    workspace.Npcs.guard:SetAttribute("TownsfolkId", "${long}")
    workspace.Npcs.merchant:SetAttribute("TownsfolkId", "nobody")
    startTownsfolk()`,
  );
  const ann = await joinBefore(server, "merchant");
  await meet(server, ann, "nobody");
  await ask(server, ann, "Good evening.");
  await ask(server, ann, "Good evening again.");
  expect(warningsOf(server)).toHaveLength(2);
  expect(warningsOf(server).join("\n")).toMatch(
    /has an id of over 32 characters.*\n.*the relay has no sheet nobody\.md/,
  );
});

test.each([
  ["old_tom", "Old Tom"],
  ["smith", "Smith"],
  ["the.king-2", "The King 2"],
  ["---", "Stranger"],
])("an NPC without a name, %s, is called %s until the relay tells better", async (id, name) => {
  const { server } = await openTown(`
    workspace.Npcs.guard:SetAttribute("TownsfolkId", "${id}")
    workspace.Npcs.guard:SetAttribute("TownsfolkName", nil)
    startTownsfolk()`);
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, id);
  expect((await seen(ann, "Name"))?.text).toBe(name);
});

test("a talk that is open before the relay has told of the cast takes its name and notice from it then", async () => {
  let isTold = false;
  const { server } = await openTown(
    `workspace.Npcs.guard:SetAttribute("TownsfolkName", nil)
    startTownsfolk()`,
    undefined,
    { change: (path, body) => (path === "/v1/npcs" && !isTold ? "{}" : body) },
  );
  const ann = await joinBefore(server, "guard", { localeId: "de-de" });
  await meet(server, ann, "guard");
  const heading = async () => [(await seen(ann, "Name"))?.text, await noticeOf(ann)];
  expect(await heading()).toEqual(["Guard", "You are talking to an AI character. It can be wrong."]);
  isTold = true;
  await server.until(async () => (await heading())[0] === "Captain Hale");
  expect((await heading())[1]).toContain("KI");
  expect(server.errors()).toEqual([]);
});
