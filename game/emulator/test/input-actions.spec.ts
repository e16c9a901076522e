import type { Conditions } from "../host/conditions.ts";
import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

const ACTION = `
  local function action(name, priority, sinks, ...)
    local context = Instance.new("InputContext")
    context.Name, context.Priority, context.Sink = name, priority, sinks
    local action = Instance.new("InputAction")
    action.Parent = context
    for _, key in { ... } do
      local binding = Instance.new("InputBinding")
      binding.KeyCode, binding.Parent = key, action
    end
    context.Parent = game:GetService("ReplicatedStorage")
    action.Pressed:Connect(function() print(name, "pressed") end)
    action.Released:Connect(function() print(name, "released") end)
    return action
  end`;

test("an InputAction hears of its keys, those of the same player alone, and not while its context is off", async () => {
  const server = await openLittlePlace({
    client: `${ACTION}
      local back = action(game.Players.LocalPlayer.Name, 1, false, Enum.KeyCode.Q, Enum.KeyCode.ButtonB)
      game:GetService("ContextActionService"):BindAction("Off", function() back.Parent.Enabled = false end, false, Enum.KeyCode.F)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann" });
  await server.join({ userId: 2, name: "Bob" });
  await ann.pressKey("Q");
  await ann.pressKey("ButtonB");
  await ann.pressKey("F");
  await ann.pressKey("Q");
  const once = ["Ann pressed", "Ann released"];
  expect(await printed(server, 4)).toEqual([...once, ...once]);
});

test("an urgent context that sinks a key keeps it from the others", async () => {
  const server = await openLittlePlace({
    client: `${ACTION}
      action("low", 1, false, Enum.KeyCode.Q, Enum.KeyCode.F)
      action("high", 2, true, Enum.KeyCode.Q)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann" });
  await ann.pressKey("Q");
  await ann.pressKey("F");
  expect(await printed(server, 4)).toEqual(["high pressed", "high released", "low pressed", "low released"]);
});

test.each<[Conditions["inputReaches"], string[]]>([
  ["both", ["context", "action"]],
  ["InputContext first", ["context"]],
  ["action first", ["action"]],
])("what is sunk reaches %s", async (inputReaches, heard) => {
  const client = `${ACTION}
    action("context", 1, true, Enum.KeyCode.Q)
    game:GetService("ContextActionService"):BindAction("Q", function() print("action") end, false, Enum.KeyCode.Q)`;
  const server = await openLittlePlace({ client }, { inputReaches });
  const ann = await server.join({ userId: 1, name: "Ann" });
  await ann.pressKey("Q");
  const lines = await printed(server, 2);
  expect(heard.filter((who) => lines.some((line) => line.startsWith(who)))).toEqual(heard);
  expect(lines.filter((line) => !heard.some((who) => line.startsWith(who)))).toEqual([]);
});

test("a key is called what is written on it, and an action prefers the binding of the device", async () => {
  const server = await openLittlePlace({
    client: `${ACTION}
      local input = game:GetService("UserInputService")
      local back = action("back", 1, false, Enum.KeyCode.Q, Enum.KeyCode.ButtonB)
      local function tell()
        local binding = back.PreferredBinding
        print(if binding then input:GetStringForKeyCode(binding.KeyCode) else "none")
      end
      back:GetPropertyChangedSignal("PreferredBinding"):Connect(tell)
      tell()`,
  });
  const ann = await server.join({ userId: 1, name: "Ann", keys: "AZERTY", pad: "PlayStation" });
  await printed(server, 1);
  for (const device of ["gamepad", "touch", "remote"] as const) await ann.useDevice(device);
  expect(await printed(server, 4)).toEqual(["A", "ButtonCircle", "none", "ButtonCircle"]);
});

test("a class that this Roblox does not have cannot be made", async () => {
  const client = `
    print(pcall(Instance.new, "InputActionLabel"))
    print(pcall(Instance.new, "InputContext"))`;
  const usual = await openLittlePlace({ client });
  await usual.join({ userId: 1, name: "Ann" });
  const problem = expect.stringContaining('Unable to create an Instance of type "InputActionLabel"') as string;
  expect(await printed(usual, 2)).toEqual([problem, "true InputContext"]);
  const newest = await openLittlePlace({ client }, { absent: [] });
  await newest.join({ userId: 1, name: "Ann" });
  expect(await printed(newest, 2)).toEqual(["true InputActionLabel", "true InputContext"]);
});
