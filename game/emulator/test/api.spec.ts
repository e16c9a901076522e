import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

test("a member that Roblox does not have fails as in Roblox", async () => {
  const server = await openLittlePlace({ server: `workspace.Barrel.Mood = "calm"` });
  await server.until(() => server.errors().length);
  expect(server.errors()[0]).toContain('Server:1: Mood is not a valid member of Model "Workspace.Barrel"');
});

test("a Roblox method that is not emulated says so", async () => {
  const server = await openLittlePlace({ server: `workspace:Raycast(Vector3.zero, Vector3.one)` });
  await server.until(() => server.errors().length);
  expect(server.errors()[0]).toContain("Workspace:Raycast is a Roblox method that is not emulated here");
});

test("a property refuses what it cannot hold, and takes an enum item by name", async () => {
  const server = await openLittlePlace({
    server: `
      local label = Instance.new("TextLabel")
      print(pcall(function() label.Visible = "yes" end))
      print(pcall(function() label.ClassName = "Frame" end))
      print(pcall(Instance.new, "Players"))
      label.TextXAlignment = "Left"
      label.Text = 5
      print(label.TextXAlignment, label.Text, label.Visible, label.MaxVisibleGraphemes)`,
  });
  expect(await printed(server, 4)).toEqual([
    expect.stringContaining("Unable to assign property Visible. boolean expected, got string"),
    expect.stringContaining("Unable to assign property ClassName. Property is read only"),
    expect.stringContaining('Unable to create an Instance of type "Players"'),
    "Enum.TextXAlignment.Left 5 true -1",
  ]);
});

test("values know their type, compare by what they hold, and cannot be changed", async () => {
  const server = await openLittlePlace({
    server: `
      local v = Vector3.new(1, 2, 3)
      print(typeof(v), type(v), typeof(workspace), type(workspace), typeof(Enum.Font.Gotham))
      print(v == Vector3.new(1, 2, 3), v * 2, (v - Vector3.one).Magnitude == math.sqrt(5))
      print(pcall(function() v.X = 5 end))
      print(Color3.fromRGB(255, 0, 0) == Color3.fromHex("#f00"), UDim2.fromScale(1, 0):Lerp(UDim2.fromOffset(0, 10), 0.5))`,
  });
  expect(await printed(server, 4)).toEqual([
    "Vector3 vector Instance userdata EnumItem",
    "true 2, 4, 6 true",
    expect.stringMatching(/^false .*readonly/),
    "true 0.5, 0, 0, 5",
  ]);
});

test("a model turns to look at a point, and its parts follow", async () => {
  const server = await openLittlePlace({
    server: `
      local model = workspace.Barrel
      model:PivotTo(CFrame.lookAt(Vector3.new(0, 3, 0), Vector3.new(10, 3, 0)))
      local look = model.HumanoidRootPart.CFrame.LookVector
      print(math.round(look.X), math.round(look.Y), math.round(look.Z), model.HumanoidRootPart.Position)
      local turned = CFrame.Angles(0, math.rad(90), 0) * Vector3.new(0, 0, -1)
      print(math.round(turned.X), math.round(turned.Z), (CFrame.new(1, 2, 3) * CFrame.new(1, 0, 0):Inverse()).Position)`,
  });
  expect(await printed(server, 2)).toEqual(["1 -0 -0 0, 3, 0", "-1 -0 0, 2, 3"]);
});
