import { flatten } from "../emulator/host/tree.ts";
import { closeGames, joinBefore } from "./support/game.ts";
import { ask, isOpen, lineOf, meet } from "./support/screen.ts";
import { openTown, printedBy } from "./support/town.ts";
import { waving } from "./support/wave.ts";

afterEach(closeGames);

test("a host game's own remotes, prompts, actions and attributes of common names are not ours", async () => {
  const { server } = await openTown(
    `
    local container = game:GetService("ReplicatedStorage").rbxts_include.node_modules["@rbxts"].remo.src.container
    for _, name in { "say", "hush", "leave", "news", "mayType" } do
      local remote = Instance.new("RemoteEvent")
      remote.Name = name
      remote.OnServerEvent:Connect(function() print("the host heard", name) end)
      remote.Parent = container
    end
    local shop = Instance.new("ProximityPrompt")
    shop.Name = "TalkPrompt"
    shop.ObjectText = "Shop"
    shop.Triggered:Connect(function() print("the shop opens") end)
    shop.Parent = workspace.Npcs.guard.Head
    workspace.Npcs.guard:SetAttribute("NpcName", "of the host's")
    startTownsfolk()`,
    waving(),
  );
  const ann = await joinBefore(server, "guard");
  for (const remote of ["say", "hush", "leave"]) await ann.cheat(remote, 1, "Hello.");
  await server.until(() => printedBy(server).length === 3);

  await ann.press("Workspace.Npcs.guard.Head.TalkPrompt");
  await server.until(() => printedBy(server).includes("the shop opens"));
  expect(await isOpen(ann)).toBe(false);
  await ann.press("Workspace.Npcs.guard.HumanoidRootPart.TownsfolkPrompt");
  await server.until(() => isOpen(ann));
  expect(await ann.texts()).toContain("Captain Hale");
  expect(await ask(server, ann, "Good evening.")).toBe("There.");
  await ann.pressKey("Q");
  expect(printedBy(server)).toHaveLength(4);
  expect(server.errors()).toEqual([]);
});

const SMITH = `
local model = Instance.new("Model")
model.Name = "Smith"
local part = Instance.new("Part")
part.Anchored = true
part.Position = Vector3.new(40, 3, 40)
part.Parent = model
model:SetAttribute("NpcId", "smith")
model:SetAttribute("NpcName", "Old Tom")
model:SetAttribute("NpcGreeting", "Mind the sparks, {player}.")
model:SetAttribute("NpcQuickReplies", "What do you make?\\nGoodbye.")
model.Parent = workspace
game:GetService("CollectionService"):AddTag(model, "Npc")
`;

test("a place that was built for earlier versions goes on as it was, where the game says that it is one", async () => {
  const { server } = await openTown(`${SMITH} startTownsfolk({ takesNpcTags = true })`, waving());
  const ann = await joinBefore(server, "guard", { displayName: "Ann", at: [44, 3, 40] });
  await ann.press("Workspace.Smith");
  await server.until(() => isOpen(ann));
  expect(await lineOf(ann)).toBe("Mind the sparks, Ann.");
  expect(await ann.texts()).toEqual(expect.arrayContaining(["Old Tom", "What do you make?"]));
  await ann.walkTo([0, 3, -34]);
  await server.until(async () => !(await isOpen(ann)));
  await meet(server, ann, "guard");
  expect(await ann.texts()).toContain("Captain Hale");
});

test("the tag `Npc` of a host game is its own where the game does not say otherwise", async () => {
  const { server } = await openTown(`${SMITH} startTownsfolk()`, waving());
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  const smith = flatten(await server.see("Workspace.Smith"));
  expect(smith.map(({ className }) => className)).toEqual(["Model", "Part"]);
});
