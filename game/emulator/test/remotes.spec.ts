import { bytes, instanceAt } from "../host/player.ts";
import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

const MAKE_REMOTE = (className: string) => `
  local remote = Instance.new("${className}")
  remote.Name = "Remote"
  remote.Parent = game:GetService("ReplicatedStorage")`;
const FIND_REMOTE = `local remote = game:GetService("ReplicatedStorage"):WaitForChild("Remote")`;

test("what is sent before anybody listens is kept for the first who does", async () => {
  const server = await openLittlePlace({
    server: `${MAKE_REMOTE("RemoteEvent")}
      game.Players.PlayerAdded:Connect(function(player) remote:FireClient(player, "welcome", 1) end)`,
    client: `${FIND_REMOTE} task.wait(0.1) remote.OnClientEvent:Connect(function(...) print(...) end)`,
  });
  await server.join({ userId: 1, name: "Ann" });
  await server.join({ userId: 2, name: "Bob" });
  expect(await printed(server, 2)).toEqual(["welcome 1", "welcome 1"]);
});

test("what is sent unreliably before anybody listens is lost", async () => {
  const server = await openLittlePlace({
    server: `${MAKE_REMOTE("UnreliableRemoteEvent")}
      game.Players.PlayerAdded:Connect(function(player)
        remote:FireClient(player, "early")
        task.wait(0.3)
        remote:FireClient(player, "late")
      end)`,
    client: `${FIND_REMOTE} task.wait(0.1) remote.OnClientEvent:Connect(function(...) print(...) end)`,
  });
  await server.join({ userId: 1, name: "Ann" });
  expect(await printed(server, 1)).toEqual(["late"]);
});

test("only data crosses a remote, and the server knows who sent it", async () => {
  const server = await openLittlePlace({
    server: `${MAKE_REMOTE("RemoteEvent")}
      remote.OnServerEvent:Connect(function(player, map, list, act, nothing, last)
        print(player.Name, map.name, map.act, getmetatable(map), #list, list.extra, act, nothing, last)
      end)`,
    client: `${FIND_REMOTE}
      local map = setmetatable({ name = "map", act = function() end }, { __index = { hidden = 1 } })
      remote:FireServer(map, { 1, 2, extra = 3 }, print, nil, workspace.Barrel)`,
  });
  await server.join({ userId: 1, name: "Ann" });
  expect(await printed(server, 1)).toEqual(["Ann map nil nil 2 nil nil nil Barrel"]);
});

test("a remote function answers, and its error reaches the caller", async () => {
  const server = await openLittlePlace({
    server: `${MAKE_REMOTE("RemoteFunction")}
      remote.OnServerInvoke = function(player, n)
        task.wait(0.05)
        if n > 1 then error("too many") end
        return n + 1, player.Name
      end`,
    client: `${FIND_REMOTE}
      print(remote:InvokeServer(1))
      print(pcall(function() return remote:InvokeServer(2) end))
      print(pcall(function() return remote.OnServerInvoke end))`,
  });
  await server.join({ userId: 1, name: "Ann" });
  expect(await printed(server, 3)).toEqual([
    "2 Ann",
    expect.stringMatching(/^false .*too many/),
    expect.stringContaining("OnServerInvoke is a callback member"),
  ]);
});

test("a cheater can send anything", async () => {
  const server = await openLittlePlace({
    server: `${MAKE_REMOTE("RemoteEvent")}
      remote.OnServerEvent:Connect(function(_, ...)
        local kinds = {}
        for index = 1, select("#", ...) do
          local value = select(index, ...)
          table.insert(kinds, if value ~= value then "NaN" elseif value == math.huge then "inf" else typeof(value))
        end
        local huge, broken = select(6, ...), select(8, ...)
        local encodes = pcall(game.HttpService.JSONEncode, game.HttpService, broken)
        print(table.concat(kinds, " "), #huge, utf8.len(broken), encodes)
      end)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann" });
  const odd = [
    NaN,
    Infinity,
    undefined,
    instanceAt("Workspace.Barrel"),
    { a: [NaN] },
    "x".repeat(100_000),
    true,
    bytes(0xff, 0xfe),
  ];
  await ann.cheat("Remote", ...odd);
  expect(await printed(server, 1)).toEqual(["NaN inf nil Instance table string boolean string 100000 nil false"]);
});
