import type { ScreenOptions } from "../emulator/host/player.ts";
import { type GamePlayer, type GameServer, startGameServer } from "../play/game-server.ts";
import { SCREENS } from "../play/picture/screens.ts";
import { placeWithScript } from "./support/developers-script.ts";
import { closeGames, joinBefore, openGame } from "./support/game.ts";
import { selectableIn } from "./support/gamepad.ts";
import { careOf, isAnswering, isOpen, maySpeak, meet, pause, say, seen } from "./support/screen.ts";
import { openTown } from "./support/town.ts";

afterEach(closeGames);

/** A host game whose own buttons are on all sides of the dialogue. */
const HOST = `
  local gui = Instance.new("ScreenGui")
  gui.Name = "Host"
  for index, at in { { 0, 0 }, { 1, 0 }, { 0.5, 0 }, { 0, 1 }, { 1, 1 }, { 0.5, 1 }, { 0, 0.7 }, { 1, 0.7 } } do
    local button = Instance.new("TextButton")
    button.Name, button.Size = "Host" .. index, UDim2.fromOffset(30, 12)
    button.AnchorPoint, button.Position = Vector2.new(at[1], at[2]), UDim2.fromScale(at[1], at[2])
    button.Parent = gui
  end
  gui.Parent = game.Players.LocalPlayer:WaitForChild("PlayerGui")
  require(game:GetService("ReplicatedStorage").Townsfolk.client["start-dialogue"]).startDialogue()`;

const LONG = {
  parent: "Workspace.Npcs",
  className: "Model",
  name: "guard",
  attributes: {
    TownsfolkGreeting: "Halt. State your business, and be brief about it, for the night is long. ".repeat(8),
  },
};

let built: Awaited<ReturnType<typeof placeWithScript>>;
let host: GameServer;
let ann: GamePlayer;

/** One long talk serves for all screens. */
beforeAll(async () => {
  built = await placeWithScript("", { client: HOST });
  host = await startGameServer({ place: built.place, instances: [LONG] });
  ann = await joinBefore(host, "guard", { device: "gamepad" });
  await meet(host, ann, "guard");
  await host.until(() => seen(ann, "Words"));
});
afterAll(async () => {
  await host.close();
  await built.close();
});

const EVERYTHING = ["Leave", "Line", "Reply1", "Reply2", "Reply3", "Send", "Words"];
const ALL: [string, ScreenOptions][] = [
  ...Object.entries(SCREENS).map(([name, { screen }]): [string, ScreenOptions] => [name, screen]),
  ["largest text", { textSize: "Largest" }],
];

test.each(ALL)("a gamepad comes to all of the dialogue and never out of it: %s", async (_, screen) => {
  await ann.useScreen(screen);
  // What is measured takes effect some frames later.
  await host.until(async () => {
    const [isCut, selectable] = [await isLineCut(ann), await selectableIn(ann, "TownsfolkDialogue").catch(String)];
    return String(selectable) === String(EVERYTHING.filter((one) => one !== "Line" || isCut));
  });
  expect(host.errors()).toEqual([]);
});

async function openHost(): Promise<GameServer> {
  return (await openGame({ place: built.place })).server;
}

test("it begins on the first reply, interrupts at a press, and writes where it likes to", async () => {
  const server = await openHost();
  const ann = await joinBefore(server, "merchant", { device: "gamepad" });
  const on = async () => (await ann.selected())?.split(".").at(-1);
  await meet(server, ann, "merchant");
  await server.until(async () => (await on()) === "Reply1");
  await ann.pressKey("ButtonA");
  await server.until(async () => !(await isAnswering(ann)) || (await on()) === "Stop");
  await server.until(() => maySpeak(ann));
  await server.until(async () => (await on()) === "Reply1");
  await server.until(() => seen(ann, "Words"));
  await ann.pressKey("DPadDown");
  while ((await on()) !== "Words") await ann.pressKey((await on()) === "Send" ? "DPadLeft" : "DPadDown");
  await ann.pressKey("ButtonA");
  await ann.type("Words", "What do you sell?", { enter: true });
  await server.until(() => maySpeak(ann));
  await server.until(async () => (await on()) === "Reply1");
  await ann.pressKey("ButtonB");
  await server.until(async () => !(await isOpen(ann)));
  expect(await ann.selected()).toBeUndefined();
  expect(server.errors()).toEqual([]);
});

test("under a care card a gamepad has the card alone, and a locked mouse is free to press it", async () => {
  const server = await openHost();
  const ann = await joinBefore(server, "innkeeper", { device: "gamepad", mouse: "locked" });
  await meet(server, ann, "innkeeper");
  await say(server, ann, "I want to kill myself");
  await server.until(() => careOf(ann));
  await server.until(() => maySpeak(ann));
  for (const { screen } of Object.values(SCREENS)) {
    await ann.useScreen(screen);
    await pause(server, 0.3);
    expect(await selectableIn(ann, "Care")).toContain("CareRead");
    expect(await ann.selected()).toMatch(/Care/);
  }
  await ann.useDevice("keyboard");
  await ann.click("CareRead");
  await server.until(async () => !(await careOf(ann)));
  await ann.useDevice("gamepad");
  await server.until(async () => (await ann.selected())?.endsWith("Reply1"));
  expect(server.errors()).toEqual([]);
});

test("where an NPC offers nothing to say a gamepad begins in the box, and where there is none at the way out", async () => {
  const { server } = await openTown(`
    workspace.Npcs.guard:SetAttribute("TownsfolkId", "stranger")
    workspace.Npcs.guard:SetAttribute("TownsfolkQuickReplies", "")
    startTownsfolk({ strings = { quickReplies = {} } })`);
  const ann = await joinBefore(server, "guard", { device: "gamepad" });
  const bob = await joinBefore(server, "guard", { device: "gamepad", canChat: false });
  for (const player of [ann, bob]) await player.press("stranger");
  await server.until(async () => (await ann.selected())?.endsWith("Words"));
  expect(await selectableIn(ann, "TownsfolkDialogue")).toEqual(["Leave", "Send", "Words"]);
  await server.until(async () => (await bob.selected())?.endsWith("Leave"));
  expect(await selectableIn(bob, "TownsfolkDialogue")).toEqual(["Leave"]);
  await bob.pressKey("ButtonA");
  await server.until(async () => !(await isOpen(bob)));
  expect(server.errors()).toEqual([]);
});

async function isLineCut(player: GamePlayer): Promise<boolean> {
  const line = await seen(player, "Line");
  const inside = line?.children.flatMap(({ box }) => (box ? [box.height] : [])) ?? [];
  return inside.reduce((sum, height) => sum + height, 0) > (line?.box?.height ?? 0);
}
