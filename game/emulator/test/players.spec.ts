import type { PlaceServerOptions } from "../host/place-server.ts";
import { BARREL, closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

const TELL_OF_PROMPT = (who: string) => `
  local prompt = workspace.Barrel.HumanoidRootPart.Prompt
  prompt.Triggered:Connect(function(player) print("${who}", player.Name) end)`;

test("a prompt works within its distance, for the server and the one who presses it", async () => {
  const server = await openLittlePlace({
    server: TELL_OF_PROMPT("server"),
    client: `${TELL_OF_PROMPT("client")} print("I am", game.Players.LocalPlayer.Name)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann", at: [0, 3, 9] });
  await server.join({ userId: 2, name: "Bob", at: [0, 3, 9] });
  await printed(server, 2);

  await ann.press(BARREL);
  expect((await printed(server, 4)).slice(2)).toEqual(["client Ann", "server Ann"]);
  expect(server.logs.filter((line) => line.text === "client Ann").map((line) => line.from)).toEqual(["Ann"]);

  await ann.walkTo([0, 3, 30]);
  await expect(ann.press(BARREL)).rejects.toThrow("Ann is 30 studs away; the prompt works within 10");
  await ann.forcePrompt(BARREL);
  expect(await printed(server, 6)).toHaveLength(6);

  await ann.walkTo(BARREL);
  await ann.press(BARREL);
  await expect(ann.press({ attribute: "Kind", value: "bottle" })).rejects.toThrow(
    "nothing in the Workspace has Kind = bottle",
  );
});

test("a prompt that a client disables is disabled there alone, until the server changes it", async () => {
  const server = await openLittlePlace({
    server: `
      local prompt = workspace.Barrel.HumanoidRootPart.Prompt
      prompt.Triggered:Connect(function(player)
        print(player.Name, prompt.Enabled)
        prompt.Enabled = true
        task.wait()
        prompt.Enabled = false
        task.wait()
        prompt.Enabled = true
        print("changed")
      end)`,
    client: `
      local prompt = workspace.Barrel.HumanoidRootPart.Prompt
      if game.Players.LocalPlayer.Name == "Ann" then prompt.Enabled = false end
      print("client", prompt.Enabled)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann", at: [0, 3, 9] });
  const bob = await server.join({ userId: 2, name: "Bob", at: [0, 3, 9] });
  expect(await printed(server, 2)).toEqual(["client false", "client true"]);
  await expect(ann.press(BARREL)).rejects.toThrow("is not enabled");
  await bob.press(BARREL);
  await printed(server, 4);
  await ann.press(BARREL);
  expect((await printed(server, 5)).slice(2)).toEqual(["Bob true", "changed", "Ann true"]);
});

test("who dies comes back with a new body, and with the screens that reset", async () => {
  const server = await openLittlePlace({
    server: `
      game.Players.RespawnTime = 0.1
      game.Players.PlayerAdded:Connect(function(player)
        player.CharacterAdded:Connect(function(character)
          print("here is", character.Name, character.Humanoid.Health)
          character.Humanoid.Died:Once(function() print("died") end)
        end)
      end)`,
    client: `
      for _, resets in { true, false } do
        local gui = Instance.new("ScreenGui")
        gui.Name, gui.ResetOnSpawn = tostring(resets), resets
        gui.Parent = game.Players.LocalPlayer:WaitForChild("PlayerGui")
      end`,
  });
  const ann = await server.join({ userId: 1, name: "Ann" });
  await server.until(async () => (await ann.gui()).children.length === 2);
  await ann.die();
  expect(await printed(server, 3)).toEqual(["here is Ann 100", "died", "here is Ann 100"]);
  expect((await ann.gui()).children.map((gui) => gui.name)).toEqual(["false"]);
  await ann.respawn();
  expect(await printed(server, 4)).toHaveLength(4);
});

test("who leaves is still there for PlayerRemoving, then gone, and may come again", async () => {
  const server = await openLittlePlace({
    server: `
      local players = game:GetService("Players")
      players.PlayerRemoving:Connect(function(player) print(player.Name, player.Character ~= nil, #players:GetPlayers()) end)`,
    client: `while true do task.wait(0.01) print("still running") end`,
  });
  const ann = await server.join({ userId: 1, name: "Ann" });
  await printed(server, 1);
  await ann.leave();
  await server.until(() => server.logs.some((line) => line.text === "Ann true 1"));
  const lines = server.logs.length;
  await expect(ann.gui()).rejects.toThrow("there is no Ann in Players");
  await expect(server.see("Workspace.Ann")).rejects.toThrow("there is no Ann in Workspace");
  await server.join({ userId: 1, name: "Ann" });
  expect(server.logs.slice(lines).filter((line) => line.from !== "Ann")).toEqual([]);
});

test("what players write is filtered as the test says, and the filter may fail", async () => {
  const server = await openLittlePlace({
    server: `
      local text = game:GetService("TextService")
      game.Players.PlayerAdded:Connect(function(player)
        print(text:FilterStringAsync("You Badword, BADWORD!", player.UserId):GetNonChatStringForUserAsync(player.UserId))
        print(pcall(function() text:FilterStringAsync("x", 99) end))
      end)
      game.Players.PlayerRemoving:Connect(function(player)
        print(pcall(function() text:FilterStringAsync("hi", player.UserId) end))
      end)`,
    client: `print(pcall(function() game:GetService("TextService"):FilterStringAsync("x", 1) end))`,
  });
  await server.filter({ words: ["badword"] });
  const ann = await server.join({ userId: 1, name: "Ann" });
  const lines = await printed(server, 3);
  expect(lines).toContain("You #######, #######!");
  expect(lines).toContainEqual(expect.stringContaining("The player 99 is not in this server"));
  expect(lines).toContainEqual(expect.stringContaining("FilterStringAsync can only be called from the server"));
  await server.filter({ fails: true });
  await ann.leave();
  expect((await printed(server, 4))[3]).toContain("the text filter is away");
});

test("Roblox says who may chat, what the policy is, and shows bubbles to one player", async () => {
  const server = await openLittlePlace({
    server: `
      game.Players.PlayerAdded:Connect(function(player)
        local policy = game:GetService("PolicyService"):GetPolicyInfoForPlayerAsync(player)
        print(game:GetService("TextChatService"):CanUserChatAsync(player.UserId), policy.IsSubjectToChinaPolicies)
        print(#policy.AllowedExternalLinkReferences, policy.IsContentSharingAllowed)
      end)`,
    client: `game:GetService("TextChatService"):DisplayBubble(workspace.Barrel, "Welcome!")`,
  });
  await server.join({ userId: 1, name: "Ann", canChat: false, policy: { IsSubjectToChinaPolicies: true } });
  expect(await printed(server, 2)).toEqual(["false true", "0 true"]);
  expect(await server.bubbles()).toEqual([{ speaker: "Workspace.Barrel", text: "Welcome!", seenBy: 1 }]);
});

test("clients see nothing of what is the server's", async () => {
  const look = `print(#game:GetService("ServerStorage"):GetChildren(), game:GetService("ServerScriptService"):FindFirstChild("Server"))`;
  const server = await openLittlePlace({ server: look, client: look });
  await server.join({ userId: 1, name: "Ann" });
  expect(await printed(server, 2)).toEqual(["1 Server", "0 nil"]);
});

test("a place server that shuts down calls its functions in either order with those who leave, and then stops", async () => {
  const shutDown = async (server: string, options: PlaceServerOptions) => {
    const place = await openLittlePlace({ server }, { speed: 20, ...options });
    await place.join({ userId: 1, name: "Ann" });
    await place.shutDown();
    const lines = place.logs.map((line) => line.text);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(place.logs).toHaveLength(lines.length);
    return lines;
  };
  const LEAVING = `game.Players.PlayerRemoving:Connect(function(player) print("bye", player) task.wait(2) print("late") end)`;
  const WAITS = `${LEAVING} game:BindToClose(function(why) print(why, #game.Players:GetPlayers()) task.wait(1) print("end") end)`;
  const FOR_EVER = `${LEAVING} game:BindToClose(function() while task.wait(10) do print("still") end end)`;
  const closing = (here: number) => `Enum.CloseReason.DeveloperShutdown ${here}`;
  expect(await shutDown(WAITS, {})).toEqual(["bye Ann", closing(0), "end"]);
  expect(await shutDown(WAITS, { firstAtShutDown: "BindToClose" })).toEqual([closing(1), "bye Ann", "end"]);
  expect(await shutDown(LEAVING, {})).toEqual(["bye Ann"]);
  expect(await shutDown(LEAVING, { firstAtShutDown: "BindToClose" })).toEqual([]);
  const [bye, late, ...still] = await shutDown(FOR_EVER, {});
  // Thirty seconds of it, which a busy machine plays in fewer steps.
  expect([bye, late, ...new Set(still)]).toEqual(["bye Ann", "late", "still"]);
});

test("a place server that shuts down lets everybody leave and the game finish", async () => {
  const server = await openLittlePlace({
    server: `
      game.Players.PlayerRemoving:Connect(function(player) print("bye", player.Name) end)
      game:BindToClose(function() task.wait(0.1) print("finished") end)`,
  });
  await server.join({ userId: 1, name: "Ann" });
  await server.shutDown();
  expect(await printed(server, 2)).toEqual(["bye Ann", "finished"]);
});
