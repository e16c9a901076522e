import { flatten } from "../emulator/host/tree.ts";
import { placeWithScript } from "./support/developers-script.ts";
import { closeGames, joinBefore, keep, openGame } from "./support/game.ts";
import { ask, isOpen, meet, noticeOf, seen } from "./support/screen.ts";

afterEach(closeGames);

const ROAD = "Safe until dusk. After that, wolves. Four of them. I count.";

test("a host game shows the talk in a dialogue of its own", async () => {
  const client = `
    local talks = require(game:GetService("ReplicatedStorage").Townsfolk.client.talks).talks
    local gui = Instance.new("ScreenGui")
    gui.Name = "Host"
    gui.Parent = game.Players.LocalPlayer:WaitForChild("PlayerGui")
    local function make(class, name)
      local object = Instance.new(class)
      object.Name = name
      object.Size = UDim2.fromOffset(100, 20)
      object.Parent = gui
      return object
    end
    local name, line, notice = make("TextLabel", "Who"), make("TextLabel", "What"), make("TextLabel", "Note")
    local go, bye = make("TextButton", "Go"), make("TextButton", "Bye")
    talks.start()
    talks.onChanged(function(talk)
      name.Text = if talk then talk.name else ""
      line.Text = if talk then talk.line else ""
      notice.Text = if talk then talk.notice else ""
      go.Text = if talk and talk.number and not talk.isAnswering then talk.replies[2] else ""
    end)
    go.Activated:Connect(function() talks.speak(go.Text) end)
    bye.Activated:Connect(talks.leave)`;
  const { place } = keep(await placeWithScript("", { client }));
  const { server } = await openGame({ place });
  const ann = await joinBefore(server, "guard");
  const text = async (name: string) =>
    flatten(await ann.gui()).find((node) => node.name === name)?.properties.Text as string | undefined;
  await ann.press("guard");
  await server.until(async () => (await text("Go")) === "Is the road safe?");
  expect(await text("Who")).toBe("Captain Hale");
  expect(await text("Note")).toContain("AI");
  expect(await isOpen(ann)).toBe(false);
  await ann.click("Go");
  await server.until(async () => (await text("What")) === ROAD);
  await ann.click("Bye");
  await server.until(async () => (await text("Who")) === "");
  expect(server.errors()).toEqual([]);
});

test("a host game gives the dialogue its own colours, fonts and words, and keeps the others", async () => {
  const client = `
    local client = game:GetService("ReplicatedStorage").Townsfolk.client
    require(client["start-dialogue"]).startDialogue({
      theme = { colors = { text = Color3.fromRGB(1, 2, 3) }, fonts = { text = Enum.Font.Arcade } },
      strings = { send = "Speak!" },
    })`;
  const { place } = keep(await placeWithScript("", { client }));
  const { server } = await openGame({ place });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  const line = (await seen(ann, "Line"))?.children.find(({ name }) => name === "Text");
  expect(line?.properties.Font).toContain("Arcade");
  expect((line?.properties.TextColor3 as number[]).map((part) => Math.round(part * 255))).toEqual([1, 2, 3]);
  await server.until(() => seen(ann, "Send"));
  expect((await seen(ann, "Send"))?.text).toBe("Speak!");
  expect((await seen(ann, "Leave"))?.text).toBe("Leave (Q)");
  expect(await noticeOf(ann)).toContain("AI");
  expect(await ask(server, ann, "Is the road safe?")).toBe(ROAD);
  expect(server.errors()).toEqual([]);
});
