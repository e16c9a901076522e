import type { Conditions } from "../emulator/host/conditions.ts";
import { closeGames, joinBefore, keep, openGame, openGameAt } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { ask, isOpen, lineOf, maySpeak, meet, say } from "./support/screen.ts";
import { openTown } from "./support/town.ts";
import { messagesOn, openWiretap } from "./support/wiretap.ts";

afterEach(closeGames);

/** What a host game and a network may be like. https://create.roblox.com/docs/scripting/events/deferred */
const KINDS: Conditions[] = [
  { signalBehavior: "Immediate" },
  { signalBehavior: "Immediate", latency: 0.2, jitter: 0.3 },
  { signalBehavior: "Deferred", latency: 0.4, jitter: 0.3 },
];

test.each(KINDS)("under %j a talk goes on, and each NPC has one prompt that opens one talk", async (conditions) => {
  const { server } = await openGame(conditions);
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toContain("Safe until dusk.");
  expect(await ask(server, ann, "My name is Ann.")).not.toBe("");
  const prompts = (await server.see("Workspace.Npcs.guard.HumanoidRootPart")).children.filter(
    ({ className }) => className === "ProximityPrompt",
  );
  expect(prompts).toHaveLength(1);
  await ann.click("Leave");
  await server.until(async () => !(await isOpen(ann)));
  expect(server.errors()).toEqual([]);
});

test.each(KINDS)(
  "under %j who presses another prompt before the first is answered talks with the other",
  async (conditions) => {
    const { server } = await openGame(conditions);
    const ann = await joinBefore(server, "guard");
    await ann.press("guard");
    await ann.walkTo("innkeeper");
    await ann.press("innkeeper");
    await server.until(async () => (await ann.texts()).includes("Marla"));
    await server.until(() => maySpeak(ann));
    expect(await ask(server, ann, "Good evening.")).not.toBe("");
    expect(await ann.texts()).toContain("Marla");
    expect(server.errors()).toEqual([]);
  },
);

test.each(["PlayerRemoving", "BindToClose"] as const)(
  "a place server that shuts down with %s first tells the relay of every talk's end",
  async (firstAtShutDown) => {
    const relay = keep(await openRelay());
    const line = keep(await openWiretap(relay.url));
    const server = await openGameAt({ ...relay, url: line.url }, { firstAtShutDown, signalBehavior: "Immediate" });
    const ann = await joinBefore(server, "guard");
    await meet(server, ann, "guard");
    await say(server, ann, "Is the road safe?");
    await server.until(async () => (await lineOf(ann)) !== "");
    await server.shutDown();
    expect(messagesOn(line).map(({ kind }) => kind)).toContain("leave");
  },
);

test("a press that the server missed is forgotten at the next one that it answers", async () => {
  const { server } = await openTown(`
    local guard = workspace.Npcs.guard
    local remote = Instance.new("RemoteEvent")
    remote.Name = "call"
    remote.OnServerEvent:Connect(function(_, id) guard:SetAttribute("TownsfolkId", id) end)
    remote.Parent = game:GetService("ReplicatedStorage")
    startTownsfolk()`);
  const ann = await joinBefore(server, "guard");
  await ann.cheat("call", undefined);
  await server.until(async () => (await server.see("Workspace.Npcs.guard")).attributes.TownsfolkId === undefined);
  await ann.press("Workspace.Npcs.guard");
  await server.until(() => isOpen(ann));
  await ann.click("Leave");
  await server.until(async () => !(await isOpen(ann)));
  await ann.cheat("call", "guard");
  await server.until(async () => (await server.see("Workspace.Npcs.guard")).attributes.TownsfolkId === "guard");
  await meet(server, ann, "guard");
  expect(server.errors()).toEqual([]);
});
