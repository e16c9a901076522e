import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

const SCREEN = `
  local function make(class, name, properties, parent)
    local object = Instance.new(class)
    object.Name = name
    for key, value in properties do object[key] = value end
    object.Parent = parent
    return object
  end
  local gui = make("ScreenGui", "Dialogue", {}, game.Players.LocalPlayer:WaitForChild("PlayerGui"))
  local panel = make("Frame", "Panel", { Size = UDim2.fromScale(0.5, 0.5), Position = UDim2.fromScale(0.5, 1), AnchorPoint = Vector2.new(0.5, 1) }, gui)
  make("UIListLayout", "Layout", {}, panel)
  local say = make("TextBox", "Say", { LayoutOrder = 3, Text = "", PlaceholderText = "Say something", Size = UDim2.new(1, -20, 0, 40) }, panel)
  local line = make("TextLabel", "Line", { LayoutOrder = 1, Text = "Caf\\u{E9}\\u{1F44D}\\u{1F3FD}!", MaxVisibleGraphemes = 5 }, panel)
  local bye = make("TextButton", "Bye", { LayoutOrder = 2, Text = "<b>Bye</b> &amp; thanks", RichText = true }, panel)`;

test("what can be read is what a player would see, in the order of the screen", async () => {
  const server = await openLittlePlace({
    client: `${SCREEN}
      print(say.AbsoluteSize, panel.AbsolutePosition)
      bye.Activated:Connect(function() panel.Visible = false end)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann" });
  expect(await printed(server, 1)).toEqual(["620, 40 320, 360"]);
  expect(await ann.texts()).toEqual(["Café👍🏽", "Bye & thanks", "Say something"]);

  const panel = (await ann.gui()).children[0]?.children[0];
  expect(panel).toMatchObject({ className: "Frame", name: "Panel", visible: true });
  expect(panel?.properties).toMatchObject({ Size: [0.5, 0, 0.5, 0], AnchorPoint: [0.5, 1] });

  await ann.click("Bye & thanks");
  expect(await ann.texts()).toEqual([]);
  await expect(ann.click("Bye")).rejects.toThrow("Ann sees no Button Bye");
});

test("typing focuses the box, changes its text, and Enter lets go of it", async () => {
  const server = await openLittlePlace({
    client: `${SCREEN}
      say.Focused:Connect(function() print("focused") end)
      say:GetPropertyChangedSignal("Text"):Connect(function() print("text", say.Text) end)
      say.FocusLost:Connect(function(enter, input) print("lost", enter, input.KeyCode, say:IsFocused()) end)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann" });
  await ann.type("Say", "hello", { enter: true });
  expect(await printed(server, 3)).toEqual(["focused", "text hello", "lost true Enum.KeyCode.Return false"]);
});

test("a key reaches the bound action, and a focused text box keeps it", async () => {
  const server = await openLittlePlace({
    client: `${SCREEN}
      local actions, input = game:GetService("ContextActionService"), game:GetService("UserInputService")
      actions:BindAction("Leave", function(name, state) print(name, state) end, false, Enum.KeyCode.Q)
      input.InputBegan:Connect(function(object, taken) print(object.KeyCode, taken) end)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann" });
  await ann.pressKey("Q");
  const taken = ["Leave Enum.UserInputState.Begin", "Leave Enum.UserInputState.End", "Enum.KeyCode.Q true"];
  expect(await printed(server, 3)).toEqual(taken);
  await ann.pressKey("F");
  await ann.type("Say", "Q");
  await ann.pressKey("Q");
  expect((await printed(server, 5)).slice(3)).toEqual(["Enum.KeyCode.F false", "Enum.KeyCode.Q true"]);
});

test("a gamepad presses what is selected, and the game hears of the change of device", async () => {
  const server = await openLittlePlace({
    client: `${SCREEN}
      local input, guis = game:GetService("UserInputService"), game:GetService("GuiService")
      input.LastInputTypeChanged:Connect(function(last) print(last, input.GamepadEnabled) end)
      bye.Activated:Connect(function(object) print("pressed", object.KeyCode) end)
      guis.SelectedObject = bye`,
  });
  const ann = await server.join({ userId: 1, name: "Ann" });
  await server.join({ userId: 2, name: "Bob" });
  await ann.useDevice("gamepad");
  await ann.pressKey("ButtonA");
  expect(await printed(server, 2)).toEqual(["Enum.UserInputType.Gamepad1 true", "pressed Enum.KeyCode.ButtonA"]);
  expect(server.logs.map((line) => line.from)).toEqual(["Ann", "Ann"]);
});

test("a locked mouse presses nothing, unless a button that is seen is Modal", async () => {
  const server = await openLittlePlace({
    client: `${SCREEN}
      local input = game:GetService("UserInputService")
      if game.Players.LocalPlayer.Name == "Bob" then input.MouseBehavior = Enum.MouseBehavior.LockCenter end
      if game.Players.LocalPlayer.Name == "Cy" then game.Players.LocalPlayer.CameraMode = "LockFirstPerson" end
      local modal = make("TextButton", "Modal", { Text = "", Modal = true, Visible = false }, panel)
      bye.Activated:Connect(function() print(input.MouseBehavior) end)
      game:GetService("ContextActionService"):BindAction("Free", function() modal.Visible = true end, false, Enum.KeyCode.F)`,
  });
  const players = await Promise.all([
    server.join({ userId: 1, name: "Ann", mouse: "locked" }),
    server.join({ userId: 2, name: "Bob" }),
    server.join({ userId: 3, name: "Cy" }),
  ]);
  for (const player of players) {
    await expect(player.click("Bye")).rejects.toThrow(
      `the mouse of ${player.name} is locked, and no visible button is Modal`,
    );
    await player.pressKey("F");
    await player.click("Bye");
  }
  const [free, centred] = ["Enum.MouseBehavior.Default", "Enum.MouseBehavior.LockCenter"];
  expect(await printed(server, 3)).toEqual([free, centred, free]);
});

test("a game hears at once which device the player has taken, before anything is pressed on it", async () => {
  const server = await openLittlePlace({
    client: `
      local input = game:GetService("UserInputService")
      local function tell() print(input.PreferredInput.Name) end
      input:GetPropertyChangedSignal("PreferredInput"):Connect(tell)
      tell()`,
  });
  const ann = await server.join({ userId: 1, name: "Ann", device: "touch" });
  await printed(server, 1);
  for (const device of ["gamepad", "gamepad", "keyboard"] as const) await ann.useDevice(device);
  expect(await printed(server, 3)).toEqual(["Touch", "Gamepad", "KeyboardAndMouse"]);
});

test("a finger and a gamepad need no mouse", async () => {
  const server = await openLittlePlace({ client: `${SCREEN} bye.Activated:Connect(function() print("pressed") end)` });
  const ann = await server.join({ userId: 1, name: "Ann", mouse: "locked", device: "touch" });
  await ann.click("Bye");
  expect(await printed(server, 1)).toEqual(["pressed"]);
});
