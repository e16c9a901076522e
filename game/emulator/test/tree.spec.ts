import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

test("what a clone's properties refer to is in the clone where it was cloned along, and else stays what it was", async () => {
  const server = await openLittlePlace({
    server: `
      local model = Instance.new("Model")
      local inner = Instance.new("Model", model)
      for _, name in { "Root", "Torso", "Ghost" } do
        local part = Instance.new("Part", model)
        part.Name = name
      end
      local weld = Instance.new("Weld", inner)
      weld.Part0, weld.Part1 = model.Root, model.Torso
      local pointer = Instance.new("ObjectValue", inner)
      pointer.Name, pointer.Value = "ToBarrel", workspace.Barrel
      local toGhost = Instance.new("ObjectValue", inner)
      toGhost.Name, toGhost.Value = "ToGhost", model.Ghost
      model.Ghost.Archivable = false
      model.PrimaryPart = model.Root

      local clone = model:Clone()
      print(clone.PrimaryPart == clone.Root, clone.Model.Weld.Part0 == clone.Root, clone.Model.Weld.Part1 == clone.Torso)
      print(clone.Model.ToBarrel.Value == workspace.Barrel, clone.Model.ToGhost.Value == model.Ghost)
      print(model.PrimaryPart == model.Root, weld.Part0 == model.Root)`,
  });
  expect(await printed(server, 3)).toEqual(["true true true", "true true", "true true"]);
});

test("what was set is in the tree, also where it is what Roblox has by default", async () => {
  const server = await openLittlePlace({
    server: `
      local label = Instance.new("TextLabel", workspace)
      print(label.TextXAlignment.Name, label.TextYAlignment.Name)
      label.Changed:Connect(function(name) print("changed", name) end)
      label.TextXAlignment, label.TextYAlignment = "Center", "Top"
      label.TextTruncate, label.Visible, label.Rotation = "None", true, 0`,
  });
  expect(await printed(server, 2)).toEqual(["Center Center", "changed TextYAlignment"]);
  expect((await server.see("Workspace.TextLabel")).properties).toEqual({
    Name: "TextLabel",
    TextXAlignment: "Center",
    TextYAlignment: "Top",
    TextTruncate: "None",
    Visible: true,
    Rotation: 0,
  });
});

test("an enum that nobody has set holds what it holds in Roblox", async () => {
  const server = await openLittlePlace({
    server: `
      local function of(class, ...)
        local instance, names = Instance.new(class), {}
        for _, property in { ... } do table.insert(names, instance[property].Name) end
        print(class, table.concat(names, " "))
      end
      of("TextBox", "TextXAlignment", "TextYAlignment", "TextTruncate")
      of("ScrollingFrame", "ScrollingDirection", "ElasticBehavior")
      of("UIListLayout", "FillDirection", "HorizontalAlignment", "VerticalAlignment")
      of("ScreenGui", "ScreenInsets", "ZIndexBehavior")
      of("Decal", "Face")
      of("Part", "Shape", "Material")`,
  });
  expect(await printed(server, 6)).toEqual([
    "TextBox Center Center None",
    "ScrollingFrame XY WhenScrollable",
    "UIListLayout Vertical Left Top",
    "ScreenGui CoreUISafeInsets Global",
    "Decal Front",
    "Part Block Plastic",
  ]);
});

test("sequences are in the tree as their keypoints", async () => {
  const server = await openLittlePlace({
    server: `
      local gradient = Instance.new("UIGradient", workspace)
      gradient.Color = ColorSequence.new(Color3.new(1, 0, 0), Color3.new(0, 0, 1))
      gradient.Transparency = NumberSequence.new({ NumberSequenceKeypoint.new(0, 0.5), NumberSequenceKeypoint.new(1, 1, 0.25) })
      print(gradient.Color.Keypoints[2].Value, NumberSequence.new(0.5).Keypoints[2].Value)`,
  });
  expect(await printed(server, 1)).toEqual(["0, 0, 1 0.5"]);
  expect((await server.see("Workspace.UIGradient")).properties).toMatchObject({
    Color: [
      { Time: 0, Value: [1, 0, 0] },
      { Time: 1, Value: [0, 0, 1] },
    ],
    Transparency: [
      { Time: 0, Value: 0.5, Envelope: 0 },
      { Time: 1, Value: 1, Envelope: 0.25 },
    ],
  });
});

test("a player's locale is known to their client, and the server learns it from their translator", async () => {
  const ask = `game:GetService("LocalizationService"):GetTranslatorForPlayerAsync(player).LocaleId`;
  const server = await openLittlePlace({
    server: `local player = game.Players.PlayerAdded:Wait() print("server", player.LocaleId, ${ask})`,
    client: `print("client", game.Players.LocalPlayer.LocaleId)`,
  });
  await server.join({ userId: 1, name: "Ann", localeId: "pt-br" });
  expect((await printed(server, 2)).sort()).toEqual(["client pt-br", "server  pt-br"]);
});

test("a model that turns a thousand times stays where it is, in one piece", async () => {
  const server = await openLittlePlace({
    server: `
      local model = Instance.new("Model", workspace)
      local root, hat = Instance.new("Part", model), Instance.new("Part", model)
      root.Position, hat.Position = Vector3.new(-17, 3, -12), Vector3.new(-17, 6, -11)
      model.PrimaryPart = root
      for turn = 1, 1000 do
        local from = model:GetPivot()
        local goal = CFrame.lookAt(from.Position, from.Position + Vector3.new(math.sin(turn), 0, math.cos(turn)))
        model:PivotTo(from:Lerp(goal, 0.3))
      end
      print((root.Position - Vector3.new(-17, 3, -12)).Magnitude < 1e-9)
      print(math.abs((hat.Position - root.Position).Magnitude - math.sqrt(10)) < 1e-9)`,
  });
  expect(await printed(server, 2)).toEqual(["true", "true"]);
});
