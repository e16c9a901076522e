import { flatten } from "../emulator/host/tree.ts";
import type { GamePlayer } from "../play/game-server.ts";
import { placeWithScript } from "./support/developers-script.ts";
import { closeGames, joinBefore, keep, openGame } from "./support/game.ts";
import { pause } from "./support/screen.ts";

afterEach(closeGames);

const TALKERS = 60;
const SECONDS = 20;
/** Roblox allows a place server 500 requests a minute for everything; we keep to half of it. */
const BUDGET_A_MINUTE = 250;

/** What a player of the crowd has instead of a dialogue: it says the first reply whenever it may, and counts. */
const RESTLESS = `
  local talks = require(game:GetService("ReplicatedStorage").Townsfolk.client.talks).talks
  local gui = Instance.new("ScreenGui")
  gui.Parent = game.Players.LocalPlayer:WaitForChild("PlayerGui")
  local label = Instance.new("TextLabel")
  label.Name = "Answered"
  label.Text = "0"
  label.Parent = gui
  local answered, isSaying = 0, false
  talks.start()
  talks.onChanged(function(talk)
    if not talk or not talk.number then return end
    if talk.isAnswering then
      isSaying = false
    elseif not isSaying and talk.replies[1] then
      isSaying = true
      label.Text = tostring(answered)
      answered += 1
      task.delay(0.1, function() talks.speak(talk.replies[1]) end)
    end
  end)`;

test("sixty players who talk all the time cost the place server half of its requests at most", async () => {
  const { place } = keep(await placeWithScript("", { client: RESTLESS }));
  const { server } = await openGame({ place });
  const crowd = await Promise.all(Array.from({ length: TALKERS }, () => joinBefore(server, "guard")));
  for (const player of crowd) await player.press("guard");
  const answeredEach = () => Promise.all(crowd.map(answered));
  await server.until(async () => (await answeredEach()).every((count) => count > 0));

  const before = server.requestsLastMinute();
  const earlier = await answeredEach();
  const began = performance.now();
  await pause(server, SECONDS);
  const minutes = (performance.now() - began) / 60_000;
  const later = await answeredEach();

  expect(later.every((count, at) => count > (earlier[at] ?? 0))).toBe(true);
  expect((server.requestsLastMinute() - before) / minutes).toBeLessThanOrEqual(BUDGET_A_MINUTE);
  expect(server.errors()).toEqual([]);
});

/** How many answers the player has heard. */
const answered = async (player: GamePlayer): Promise<number> =>
  Number(flatten(await player.gui()).find((node) => node.name === "Answered")?.properties.Text ?? 0);
