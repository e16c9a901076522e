import { BARREL, closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

const SLOW = { latency: 0.2, jitter: 0.2, speed: 10 };

const make = (className: string) => `
  local remote = Instance.new("${className}")
  remote.Name = "Remote"
  remote.Parent = game:GetService("ReplicatedStorage")`;
const FIND = `local remote = game:GetService("ReplicatedStorage"):WaitForChild("Remote")`;
const HEAR = `
  local heard = {}
  remote.OnServerEvent:Connect(function(_, n)
    table.insert(heard, n)
    if n == 50 then task.wait(1) print(table.concat(heard, " ")) end
  end)`;
const SEND = `${FIND} for n = 1, 50 do remote:FireServer(n) end`;

const numbers = (line: string | undefined) => (line ?? "").split(" ").map(Number);
const FIFTY = Array.from({ length: 50 }, (_, index) => index + 1);

test("what a RemoteEvent sends comes late and in its order, however unequal the delays", async () => {
  const server = await openLittlePlace({ server: make("RemoteEvent") + HEAR, client: SEND }, SLOW);
  await server.join({ userId: 1, name: "Ann" });
  expect(numbers((await printed(server, 1))[0])).toEqual(FIFTY);
});

test("what an UnreliableRemoteEvent sends may be overtaken, and may never come", async () => {
  const scripts = { server: make("UnreliableRemoteEvent") + HEAR, client: SEND };
  const server = await openLittlePlace(scripts, SLOW);
  await server.join({ userId: 1, name: "Ann" });
  const heard = numbers((await printed(server, 1))[0]);
  expect(heard).not.toEqual(FIFTY);
  expect(heard.toSorted((a, b) => a - b)).toEqual(FIFTY);

  const lossy = await openLittlePlace(
    {
      ...scripts,
      client: `${FIND} for n = 1, 49 do remote:FireServer(n) end while task.wait(0.1) do remote:FireServer(50) end`,
    },
    { ...SLOW, loss: 0.5 },
  );
  await lossy.join({ userId: 1, name: "Ann" });
  expect(new Set(numbers((await printed(lossy, 1))[0])).size).toBeLessThan(50);
});

test("what client and server tell each other crosses on the way", async () => {
  const server = await openLittlePlace(
    {
      server: `${make("RemoteEvent")}
        local prompt = workspace.Barrel.HumanoidRootPart.Prompt
        prompt.Triggered:Connect(function(player)
          print("server pressed")
          remote:FireClient(player, "from the server")
        end)
        remote.OnServerEvent:Connect(function(_, words) print("server", words) end)`,
      client: `${FIND}
        local prompt = workspace.Barrel.HumanoidRootPart.Prompt
        prompt.Triggered:Connect(function()
          print("client pressed")
          task.wait(0.3)
          remote:FireServer("from the client")
        end)
        remote.OnClientEvent:Connect(function(words) print("client", words) end)`,
    },
    { latency: 0.2, speed: 2 },
  );
  const ann = await server.join({ userId: 1, name: "Ann", at: [0, 3, 5] });
  await ann.press(BARREL);
  const lines = ["client pressed", "server pressed", "client from the server", "server from the client"];
  expect(await printed(server, 4)).toEqual(lines);
});

test("a remote function takes the way there and the way back", async () => {
  const server = await openLittlePlace(
    {
      server: `${make("RemoteFunction")} remote.OnServerInvoke = function(_, n) return n + 1 end`,
      client: `${FIND} local started = time() print(remote:InvokeServer(1), time() - started >= 0.4)`,
    },
    { latency: 0.2, speed: 2 },
  );
  await server.join({ userId: 1, name: "Ann" });
  expect(await printed(server, 1)).toEqual(["2 true"]);
});

test("what is still on the way to or from somebody who leaves does not come", async () => {
  const server = await openLittlePlace(
    {
      server: `${make("RemoteEvent")}
        remote.OnServerEvent:Connect(function(player, words) print(player, words) end)
        game.Players.PlayerRemoving:Connect(function(player) task.wait(1) print("gone") end)`,
      client: `${FIND} remote:FireServer("hello") task.wait(0.5) print("sent") remote:FireServer("goodbye")`,
    },
    { latency: 0.3, speed: 1 },
  );
  const ann = await server.join({ userId: 1, name: "Ann" });
  await printed(server, 2);
  await ann.leave();
  expect(await printed(server, 3)).toEqual(["Ann hello", "sent", "gone"]);
});

test.each([
  [undefined, "HumanoidRootPart Prompt Barrel"],
  [8, "nil nil Barrel"],
])("of parts beyond %s studs a client has nothing, and hears nil", async (streams, heard) => {
  const server = await openLittlePlace({
    server: `${make("RemoteEvent")}
      local root = workspace.Barrel.HumanoidRootPart
      remote.OnServerEvent:Connect(function(player) remote:FireClient(player, { root }, root.Prompt, workspace.Barrel) end)`,
    client: `${FIND}
      remote.OnClientEvent:Connect(function(parts, prompt, model) print(parts[1], prompt, model) end)
      task.wait(0.5)
      remote:FireServer()`,
  });
  await server.join({ userId: 1, name: "Ann", at: [0, 3, 9], ...(streams !== undefined && { streams }) });
  expect((await printed(server, 1))[0]).toBe(heard);
});
