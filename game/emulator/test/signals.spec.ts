import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

const IMMEDIATE = { signalBehavior: "Immediate" } as const;

test("where signals are immediate, a listener has run before the line that fired it has ended", async () => {
  const server = `
    local tags = game:GetService("CollectionService")
    local folder = Instance.new("Folder")
    folder.Changed:Connect(function(name) print("heard", name) end)
    workspace.DescendantAdded:Connect(function(new) print("added", new) end)
    tags:GetInstanceAddedSignal("Light"):Connect(function(lamp) print("tagged", lamp.Parent) end)
    folder.Name = "Barrel"
    print("named")
    folder:AddTag("Light")
    folder.Parent = workspace
    print("placed")`;
  const lines = ["heard Name", "named", "added Barrel", "heard Parent", "tagged Workspace", "placed"];
  expect(await printed(await openLittlePlace({ server }, IMMEDIATE), 6)).toEqual(lines);
  const later = ["named", "placed", "heard Name", "added Barrel", "heard Parent", "tagged Workspace"];
  expect(await printed(await openLittlePlace({ server }), 6)).toEqual(later);
  expect(await printed(await openLittlePlace({ server, signalBehavior: 1 }), 6)).toEqual(lines);
  expect(await printed(await openLittlePlace({ server, signalBehavior: 2 }), 6)).toEqual(later);
});

test("where signals are immediate, what is destroyed still has its children while it tells of it", async () => {
  const server = `
    local model = Instance.new("Model", workspace)
    Instance.new("Part", model)
    model.Destroying:Connect(function() print(#model:GetChildren(), model.Parent) end)
    model:Destroy()`;
  expect(await printed(await openLittlePlace({ server }, IMMEDIATE), 1)).toEqual(["1 Workspace"]);
  expect(await printed(await openLittlePlace({ server }), 1)).toEqual(["0 nil"]);
});

test("where signals are immediate, waiting for one goes on at once, and players and remotes are heard too", async () => {
  const server = await openLittlePlace(
    {
      server: `
        local remote = Instance.new("RemoteEvent", game:GetService("ReplicatedStorage"))
        task.spawn(function()
          print("got", workspace.ChildAdded:Wait())
        end)
        Instance.new("Folder", workspace)
        print("made")
        remote.OnServerEvent:Connect(function(player, word) print(player, word) end)
        game.Players.PlayerAdded:Connect(function(player)
          player.CharacterAdded:Connect(function(character) print("body", character, #game.Players:GetPlayers()) end)
        end)`,
      client: `game:GetService("ReplicatedStorage"):WaitForChild("RemoteEvent"):FireServer("hello")`,
    },
    IMMEDIATE,
  );
  await printed(server, 2);
  await server.join({ userId: 1, name: "Ann" });
  const lines = await printed(server, 4);
  expect(lines.slice(0, 2)).toEqual(["got Folder", "made"]);
  expect(lines.slice(2).sort()).toEqual(["Ann hello", "body Ann 1"]);
});

test("a listener that disconnects is not run again for what was fired before, whatever the signals are", async () => {
  const server = `
    local folder, heard, connection = Instance.new("Folder"), 0, nil
    connection = folder.Changed:Connect(function()
      heard += 1
      connection:Disconnect()
    end)
    for _, name in { "a", "b", "c" } do folder.Name = name end
    local other, gone = Instance.new("Folder"), 0
    other.Changed:Connect(function() gone += 1 end)
    for _, name in { "a", "b" } do other.Name = name end
    other:Destroy()
    other.Name = "c"
    task.wait()
    print(heard, gone)`;
  expect(await printed(await openLittlePlace({ server }, IMMEDIATE), 1)).toEqual(["1 2"]);
  expect(await printed(await openLittlePlace({ server }), 1)).toEqual(["1 2"]);
});

test("events that fire one another without end are stopped, whatever the signals are", async () => {
  const server = `
    local count = Instance.new("IntValue")
    count.Changed:Connect(function() count.Value += 1 end)
    count.Value = 1
    task.wait()
    print(count.Value)`;
  for (const options of [IMMEDIATE, {}]) {
    const place = await openLittlePlace({ server }, options);
    expect(await printed(place, 1)).toEqual(["11"]);
    expect(place.errors()[0]).toContain("Maximum event re-entrancy depth exceeded for Changed");
  }
});
