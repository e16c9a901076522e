import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

test("a listener runs after the script that fired it, as in places with deferred signals", async () => {
  const server = await openLittlePlace({
    server: `
      local folder = Instance.new("Folder")
      folder.Changed:Connect(function(name) print("heard", name) end)
      folder.Name = "Barrel"
      print("named")`,
  });
  expect(await printed(server, 2)).toEqual(["named", "heard Name"]);
});

test("timers come in their order, and a cancelled one never", async () => {
  const server = await openLittlePlace({
    server: `
      task.delay(0.2, print, "third")
      local cancelled = task.delay(0.05, print, "never")
      task.spawn(function() task.wait(0.1) print("second") end)
      task.defer(print, "first")
      task.cancel(cancelled)`,
  });
  expect(await printed(server, 3)).toEqual(["first", "second", "third"]);
});

test("neither the running thread nor one that waits for it can be cancelled, and one that has ended can", async () => {
  const server = await openLittlePlace({
    server: `
      local outer = coroutine.running()
      print(pcall(task.cancel, outer))
      task.spawn(function() print(pcall(task.cancel, outer)) end)
      local ended = task.spawn(function() end)
      print(pcall(task.cancel, ended))`,
  });
  const lines = await printed(server, 3);
  expect(lines.slice(0, 2)).toEqual(Array(2).fill(expect.stringContaining("cannot cancel thread")));
  expect(lines[2]).toBe("true");
});

test("game time can run faster than real time", async () => {
  const server = await openLittlePlace(
    { server: `task.wait(60) print(time() >= 60, os.clock() >= 60)` },
    { speed: 100 },
  );
  expect(await printed(server, 1)).toEqual(["true true"]);
});

test("the server and each player have modules of their own", async () => {
  const count = `local counter = require(game:GetService("ReplicatedStorage").counter) print(counter.count())`;
  const server = await openLittlePlace({
    shared: { counter: `local n = 0 return { count = function() n += 1 return n end }` },
    server: count + count,
    client: count,
  });
  await server.join({ userId: 1, name: "Ann" });
  expect(await printed(server, 3)).toEqual(["1", "2", "1"]);
});

test("the tree tells of what comes, changes and goes", async () => {
  const server = await openLittlePlace({
    server: `
      local tags = game:GetService("CollectionService")
      tags:GetInstanceAddedSignal("Light"):Connect(function(lamp) print("tagged", lamp) end)
      tags:GetInstanceRemovedSignal("Light"):Connect(function(lamp) print("untagged", lamp) end)
      workspace.DescendantAdded:Connect(function(new) print("added", new) end)
      local lamp = Instance.new("Model")
      lamp.Name = "Lamp"
      lamp:AddTag("Light")
      lamp:GetAttributeChangedSignal("Mood"):Connect(function() print("mood", lamp:GetAttribute("Mood")) end)
      lamp.Destroying:Connect(function() print("destroying") end)
      lamp.Parent = workspace
      lamp:SetAttribute("Mood", "calm")
      task.wait()
      lamp:Destroy()
      print(lamp.Parent, pcall(function() lamp.Parent = workspace end))`,
  });
  const lines = await printed(server, 6);
  expect(lines.slice(0, 3)).toEqual(["added Lamp", "tagged Lamp", "mood calm"]);
  expect(lines[3]).toMatch(/^nil false .*Parent property of Lamp is locked/);
  expect(lines.slice(4)).toEqual(["destroying", "untagged Lamp"]);
});

test("a tween passes through the middle and ends at its goal", async () => {
  const server = await openLittlePlace({
    server: `
      local part = workspace.Barrel.HumanoidRootPart
      local passed = false
      local info = TweenInfo.new(0.3, Enum.EasingStyle.Linear)
      local tween = game:GetService("TweenService"):Create(part, info, { Transparency = 1, Position = Vector3.new(0, 13, 0) })
      part:GetPropertyChangedSignal("Transparency"):Connect(function()
        passed = passed or (part.Transparency > 0 and part.Transparency < 1)
      end)
      tween:Play()
      print(tween.Completed:Wait(), passed, part.Transparency, part.Position)`,
  });
  expect(await printed(server, 1)).toEqual(["Enum.PlaybackState.Completed true 1 0, 13, 0"]);
});

test("graphemes are what a reader takes for characters", async () => {
  const server = await openLittlePlace({
    server: `
      local parts = {}
      for from, to in utf8.graphemes("ae\\u{301}\\u{1F44D}\\u{1F3FD}\\u{1F1E9}\\u{1F1EA}!") do table.insert(parts, to - from + 1) end
      print(table.concat(parts, " "))`,
  });
  expect(await printed(server, 1)).toEqual(["1 3 8 8 1"]);
});
