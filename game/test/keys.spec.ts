import type { Conditions } from "../emulator/host/conditions.ts";
import type { PlayerOptions } from "../emulator/host/player.ts";
import { compiledGame } from "../play/compiled-game.ts";
import { type GamePlayer, startGameServer } from "../play/game-server.ts";
import { placeWithScript } from "./support/developers-script.ts";
import { closeGames, joinBefore, keep, openGame } from "./support/game.ts";
import { careOf, isOpen, maySpeak, meet, say, seen } from "./support/screen.ts";

afterEach(closeGames);

/** Without a relay: what is looked at here is the client's own. */
async function openSquare(options: Conditions = {}) {
  return keep(await startGameServer({ place: await compiledGame(), ...options }));
}

/** What the button tells of the key: its own words, and what Roblox's label shows beside them. */
async function leaveOf(player: GamePlayer): Promise<(string | undefined)[]> {
  const button = await seen(player, "Leave");
  return [button?.text, button?.children.find(({ className }) => className === "InputActionLabel")?.text];
}

test.each<[string, Partial<PlayerOptions>, string]>([
  ["letters of another keyboard", { keys: "AZERTY" }, "Leave (A)"],
  ["an Xbox gamepad", { device: "gamepad" }, "Leave (B)"],
  ["a PlayStation gamepad", { device: "gamepad", pad: "PlayStation" }, "Leave (Circle)"],
  ["a television's remote", { device: "remote" }, "Leave (B)"],
  ["a finger", { device: "touch", keys: "AZERTY", pad: "PlayStation" }, "Leave"],
])("where Roblox has no label for keys, the dialogue calls them what they are called: on %s", async (_, who, told) => {
  const server = await openSquare();
  const ann = await joinBefore(server, "guard", who);
  await meet(server, ann, "guard");
  expect(await leaveOf(ann)).toEqual([told, undefined]);
});

test("where Roblox has a label for keys it shows the one of the device, and to a finger none", async () => {
  const server = await openSquare({ absent: [] });
  const ann = await joinBefore(server, "guard", { keys: "AZERTY" });
  await meet(server, ann, "guard");
  expect(await leaveOf(ann)).toEqual(["Leave", "A"]);
  await ann.useDevice("touch");
  await server.until(async () => (await leaveOf(ann))[1] === undefined);
  expect(await leaveOf(ann)).toEqual(["Leave", undefined]);
  // There Roblox shows a picture.
  await ann.useDevice("gamepad");
  await server.until(async () => (await leaveOf(ann))[1] === "");
  await ann.pressKey("ButtonB");
  await server.until(async () => !(await isOpen(ann)));
  expect(server.errors()).toEqual([]);
});

/** A Roblox of before the Input Action System, and what its reference leaves open of it. */
const ROBLOXES: [string, Conditions][] = [
  ["no InputContext", { absent: ["InputContext", "InputAction", "InputBinding", "InputActionLabel"] }],
  ["both told", { inputReaches: "both" }],
  ["InputContexts told first", { inputReaches: "InputContext first" }],
  ["actions told first", { inputReaches: "action first" }],
  ["both told, and signals at once", { inputReaches: "both", signalBehavior: "Immediate" }],
];

/** What the host game does at the same keys. */
const HOST = `
  local action = game:GetService("ContextActionService")
  action:BindAction("Drop", function(_, state) if state.Name == "Begin" then print("dropped") end end, false, Enum.KeyCode.Q, Enum.KeyCode.ButtonB)
  local isThere, context = pcall(Instance.new, "InputContext")
  if isThere then
    local sprint, binding = Instance.new("InputAction"), Instance.new("InputBinding")
    binding.KeyCode = Enum.KeyCode.Q
    binding.Parent, sprint.Parent = sprint, context
    context.Priority = 2000
    context.Parent = game:GetService("ReplicatedStorage")
    sprint.Pressed:Connect(function() print("sprinted") end)
  end
  require(game:GetService("ReplicatedStorage").Townsfolk.client["start-dialogue"]).startDialogue()`;

let built: Awaited<ReturnType<typeof placeWithScript>>;

beforeAll(async () => {
  built = await placeWithScript("", { client: HOST });
});
afterAll(() => built.close());

test.each(ROBLOXES)("one press goes back one step and does nothing else in the game: %s", async (_, roblox) => {
  const { server } = await openGame({ place: built.place, ...roblox });
  const ann = await joinBefore(server, "guard");
  const printed = () => server.logs.filter(({ level }) => level === "print").map(({ text }) => text);
  await meet(server, ann, "guard");
  await say(server, ann, "I want to kill myself");
  await server.until(() => careOf(ann));
  await server.until(() => maySpeak(ann));
  await ann.type("Words", "Quite");
  await ann.pressKey("Q");
  await ann.type("Words", "", { enter: true });
  expect(await careOf(ann)).toBeDefined();
  await ann.pressKey("Q");
  await server.until(async () => !(await careOf(ann)));
  expect(await isOpen(ann)).toBe(true);
  await ann.pressKey("Q");
  await server.until(async () => !(await isOpen(ann)));
  expect(printed()).toEqual([]);
  await server.until(async () => {
    await ann.pressKey("Q");
    return printed().length > 0;
  });
  expect(server.errors()).toEqual([]);
});
