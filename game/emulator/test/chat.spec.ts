import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

/** Ann's words go through a channel of her own, in which Bob is too. */
const server = (decide = "") => `
  local channel = Instance.new("TextChannel")
  channel.Name = "Talk"
  ${decide && `channel.ShouldDeliverCallback = function(message, receiver) ${decide} end`}
  channel.Parent = game:GetService("TextChatService")
  game.Players.PlayerAdded:Connect(function(player)
    local source, isNew = channel:AddUserAsync(player.UserId)
    print(player, source, isNew, channel:AddUserAsync(player.UserId) == source)
  end)`;

const client = `
  local channel = game:GetService("TextChatService"):WaitForChild("Talk")
  local me = game.Players.LocalPlayer
  channel.MessageReceived:Connect(function(message) print(me, "reads", message.TextSource, message.Text, message.Metadata) end)
  if me.Name == "Ann" then
    channel:WaitForChild("Ann")
    while #channel:GetChildren() < 2 do task.wait() end
    print("sent", channel:SendAsync("a badword of mine", "turn-1").Status.Name)
  end`;

async function talk(decide?: string, options = {}) {
  const place = await openLittlePlace({ server: server(decide), client }, options);
  await place.filter({ words: ["badword"] });
  await place.join({ userId: 1, name: "Ann" });
  await place.join({ userId: 2, name: "Bob" });
  await place.until(() => place.logs.some(({ text }) => text.startsWith("sent")));
  await printed(place, 3);
  return { place, lines: place.logs.map(({ text }) => text) };
}

test("words go through a channel to everybody in it, filtered", async () => {
  const { place } = await talk();
  const lines = await printed(place, 5);
  const read = (who: string) => `${who} reads Ann a ####### of mine turn-1`;
  const joined = ["Ann Ann true true", "Bob Bob true true"];
  expect(lines.sort()).toEqual([...joined, "sent Success", read("Ann"), read("Bob")].sort());
});

test("the server may take the words and let nobody have them, and sees what was typed or what is left of it", async () => {
  const take = `if receiver == message.TextSource then print("server", message.Text, message.Metadata) end return false`;
  const chatOf = async (options = {}) => (await talk(take, options)).lines.filter((line) => !line.endsWith("true"));
  expect(await chatOf()).toEqual(["server a badword of mine turn-1", "sent Success"]);
  const filtered = ["server a ####### of mine turn-1", "sent Success"];
  expect(await chatOf({ serverSeesChat: "filtered" })).toEqual(filtered);
});

test("a callback that waits delivers nothing and is an error", async () => {
  const { place, lines } = await talk("task.wait() return true");
  expect(lines.filter((line) => line.includes("reads"))).toEqual([]);
  expect(place.errors()[0]).toContain("ShouldDeliverCallback must not yield");
});

test("who may not chat is in no channel and can send nothing, and a filter that fails lets nothing through", async () => {
  const place = await openLittlePlace({
    server: server(),
    client: `
      local channel = game:GetService("TextChatService"):WaitForChild("Talk")
      channel.MessageReceived:Connect(function(message) print("reads", message.Text) end)
      task.wait(0.2)
      print("sent", channel:SendAsync("hello").Status.Name)
      channel:DisplaySystemMessage("a word of the game's")`,
  });
  await place.filter({ fails: true });
  await place.join({ userId: 1, name: "Ann", canChat: false });
  expect(await printed(place, 3)).toEqual([
    "Ann nil false true",
    "sent InvalidTextChannelPermissions",
    "reads a word of the game's",
  ]);
  await place.join({ userId: 2, name: "Bob" });
  expect((await printed(place, 6)).slice(3)).toEqual([
    "Bob Bob true true",
    "sent TextFilterFailed",
    "reads a word of the game's",
  ]);
});
