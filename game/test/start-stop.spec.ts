import type { GameServer } from "../play/game-server.ts";
import { placeWithScript } from "./support/developers-script.ts";
import { closeGames, joinBefore, keep, openGameAt } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { ask, isOpen, meet, pause, say } from "./support/screen.ts";

afterEach(closeGames);

const ROAD = "Safe until dusk. After that, wolves. Four of them. I count.";

const PROMPT = "Workspace.Npcs.guard.HumanoidRootPart.TownsfolkPrompt";

/** Its remotes start and stop what the two functions do. */
const switched = (prelude: string, start: string): string => `
${prelude}
local running
local _ = workspace.CurrentCamera -- is made when it is first looked at
local function on(name, listener)
  local remote = Instance.new("RemoteEvent")
  remote.Name = name
  remote.OnServerEvent:Connect(listener)
  remote.Parent = game:GetService("ReplicatedStorage")
end
on("start", function() running = ${start} end)
on("stop", function() running.stop() end)`;

const SERVER = switched(
  'local library = require(game:GetService("ServerScriptService").Townsfolk["start-townsfolk"])',
  "library.startTownsfolk({ acts = {} })",
);

test("a town that is started and stopped three times leaves nothing behind, and talks each time", async () => {
  const relay = keep(await openRelay());
  const { place } = keep(await placeWithScript(SERVER, { isAlone: true }));
  const server = await openGameAt(relay, { place });
  const ann = await joinBefore(server, "guard");
  await pause(server, 0.5);
  const before = await server.census();
  for (let times = 0; times < 3; times++) {
    await ann.cheat("start");
    await server.until(() => server.see(PROMPT).catch(() => undefined));
    await meet(server, ann, "guard");
    expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
    await say(server, ann, "What lies beyond the gate?");
    await ann.cheat("stop");
    await server.until(async () => !(await isOpen(ann)));
  }
  // A long poll cannot be ended from the game: its answer is waited for.
  await untilCensusIs(server, before);
  expect(server.errors()).toEqual([]);
});

test("a town cannot be started twice at once, and says so", async () => {
  const relay = keep(await openRelay());
  const { place } = keep(await placeWithScript(SERVER, { isAlone: true }));
  const server = await openGameAt(relay, { place });
  const ann = await joinBefore(server, "guard");
  await ann.cheat("start");
  await ann.cheat("start");
  await server.until(() => server.errors().length > 0);
  await server.until(() => server.see(PROMPT).catch(() => undefined));
  expect(server.errors()).toEqual([expect.stringContaining("it runs already; stop it before it is started again")]);
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
});

const CLIENT = `
local _ = workspace.CurrentCamera
local talk = game:GetService("ReplicatedStorage").Townsfolk.client
local startDialogue = require(talk["start-dialogue"]).startDialogue
local running
local input = game:GetService("UserInputService")
input.InputBegan:Connect(function(key)
  if key.KeyCode == Enum.KeyCode.One then running = startDialogue() end
  if key.KeyCode == Enum.KeyCode.Two then running.stop() end
end)`;

test("a dialogue that is started and stopped three times leaves nothing behind, and talks each time", async () => {
  const relay = keep(await openRelay());
  const { place } = keep(await placeWithScript("", { client: CLIENT }));
  const server = await openGameAt(relay, { place });
  const ann = await joinBefore(server, "guard");
  await pause(server, 3);
  const before = await server.census();
  for (let times = 0; times < 3; times++) {
    await ann.pressKey("One");
    await meet(server, ann, "guard");
    expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
    await ann.pressKey("Two");
    await server.until(async () => !(await isOpen(ann)));
  }
  await untilCensusIs(server, before);
  expect(server.errors()).toEqual([]);
});

async function untilCensusIs(server: GameServer, before: Awaited<ReturnType<GameServer["census"]>>): Promise<void> {
  const isSame = async () => JSON.stringify(await server.census()) === JSON.stringify(before);
  await server.until(isSame, 30_000).catch(() => undefined);
  expect(await server.census()).toEqual(before);
}
