import type { ScreenOptions } from "../host/player.ts";
import type { Box } from "../host/tree.ts";
import { flatten } from "../host/tree.ts";
import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

const MAKE = `
  local function make(class, name, parent, properties)
    local object = Instance.new(class)
    object.Name = name
    for key, value in properties or {} do object[key] = value end
    object.Parent = parent
    return object
  end
  local playerGui = game.Players.LocalPlayer:WaitForChild("PlayerGui")
  local gui = make("ScreenGui", "Screen", playerGui)
  local offset, scale = UDim2.fromOffset, UDim2.fromScale`;

const PHONE: ScreenOptions = { width: 568, height: 320, cutout: [40, 0, 20, 10], topBar: 58 };
const WORDS = "Come in, come in, you look like the road has chewed on you. What can I get you?";

/** Where everything is that the client made, by name. */
async function boxesOf(client: string, screen: ScreenOptions = {}) {
  const server = await openLittlePlace({ client: MAKE + client });
  const ann = await server.join({ userId: 1, name: "Ann", screen });
  const boxes = async () =>
    Object.fromEntries(flatten(await ann.gui()).flatMap(({ name, box }) => (box ? [[name, box] as const] : [])));
  await server.until(async () => Object.keys(await boxes()).length > 1);
  return { server, ann, boxes };
}

const rect = (box: Box | undefined) => box && [box.x, box.y, box.width, box.height];

test("a screen has any size, and each safe area its own", async () => {
  const { boxes, ann, server } = await boxesOf(
    `
    for _, insets in { "None", "DeviceSafeInsets", "CoreUISafeInsets" } do
      local safe = make("ScreenGui", insets, playerGui, { ScreenInsets = insets })
      make("Frame", "In" .. insets, safe, { Size = scale(1, 1) })
    end
    local frame = make("Frame", "Frame", gui, { Size = scale(0.5, 1), AnchorPoint = Vector2.new(1, 0), Position = scale(1, 0) })
    local camera, guis = workspace.CurrentCamera, game:GetService("GuiService")
    print(camera.ViewportSize, frame.AbsolutePosition, frame.AbsoluteSize, guis:GetGuiInset())
    print(guis:GetInsetArea(Enum.ScreenInsets.None), guis.TopbarInset.Height)
    camera:GetPropertyChangedSignal("ViewportSize"):Connect(function() print("turned", camera.ViewportSize) end)
    frame:GetPropertyChangedSignal("AbsoluteSize"):Connect(function() print("frame", frame.AbsoluteSize) end)`,
    PHONE,
  );
  const all = await boxes();
  expect(rect(all.InNone)).toEqual([0, 0, 568, 320]);
  expect(rect(all.InDeviceSafeInsets)).toEqual([40, 0, 508, 310]);
  expect(rect(all.InCoreUISafeInsets)).toEqual([40, 58, 508, 252]);
  expect(rect(all.Frame)).toEqual([294, 58, 254, 252]);
  expect(await printed(server, 2)).toEqual(["568, 320 254, 0 254, 252 40, 58 20, 10", "-40, -58, 528, 262 58"]);
  await ann.useScreen({ width: 320, height: 568 });
  expect((await printed(server, 4)).slice(2)).toEqual(["turned 320, 568", "frame 160, 568"]);
});

test("a list puts one after the other, with padding, alignment and rows", async () => {
  const { boxes } = await boxesOf(`
    local column = make("Frame", "Column", gui, { Size = offset(200, 0), AutomaticSize = "Y" })
    make("UIListLayout", "List", column, { Padding = UDim.new(0, 5), HorizontalAlignment = "Center" })
    make("UIPadding", "Padding", column, { PaddingTop = UDim.new(0, 10), PaddingLeft = UDim.new(0, 20) })
    make("Frame", "Second", column, { LayoutOrder = 2, Size = offset(80, 30) })
    make("Frame", "First", column, { LayoutOrder = 1, Size = UDim2.new(0.5, 0, 0, 20) })
    make("Frame", "Hidden", column, { LayoutOrder = 1, Size = offset(80, 99), Visible = false })
    local rows = make("Frame", "Rows", gui, { Position = offset(300, 0), Size = offset(100, 100) })
    make("UIListLayout", "List", rows, { FillDirection = "Horizontal", Wraps = true, VerticalAlignment = "Bottom", Padding = UDim.new(0, 10) })
    for _, name in { "A", "B", "C" } do make("Frame", name, rows, { Size = offset(40, 20) }) end`);
  const all = await boxes();
  expect(rect(all.Column)).toEqual([0, 0, 200, 65]);
  expect(rect(all.First)).toEqual([65, 10, 90, 20]);
  expect(rect(all.Second)).toEqual([70, 35, 80, 30]);
  expect([rect(all.A), rect(all.B), rect(all.C)]).toEqual([
    [300, 50, 40, 20],
    [350, 50, 40, 20],
    [300, 80, 40, 20],
  ]);
});

test("a UIScale makes everything in it larger, text as well, but not the place where it begins", async () => {
  const { boxes } = await boxesOf(`
    local panel = make("Frame", "Panel", gui, { Position = offset(10, 20), Size = offset(100, 50) })
    make("UIScale", "Scale", panel, { Scale = 2 })
    make("TextLabel", "Text", panel, { Position = offset(5, 5), Size = offset(90, 20), Text = "Hello", TextSize = 20 })`);
  const all = await boxes();
  expect(rect(all.Panel)).toEqual([10, 20, 200, 100]);
  const text = { textSize: 40, textWidth: 82, textFits: true };
  expect(all.Text).toEqual({ x: 20, y: 30, width: 180, height: 40, scale: 2, ...text });
});

test("text grows with the player's setting, and what grows with its text grows along", async () => {
  const { boxes, ann, server } = await boxesOf(`
    local function label(name, properties)
      local text = make("TextLabel", name, gui, { Text = "${WORDS}", TextWrapped = true, TextSize = 16, Size = offset(300, 40) })
      for key, value in properties do text[key] = value end
      return text
    end
    label("Fixed", {})
    local growing = label("Growing", { AutomaticSize = "Y" })
    label("Scaled", { TextScaled = true })
    make("UITextSizeConstraint", "Limit", label("Limited", {}), { MaxTextSize = 18 })
    local guis, texts = game:GetService("GuiService"), game:GetService("TextService")
    local function tell()
      print(guis.PreferredTextSize.Name, growing.TextFits, texts:GetTextSizeOffsetAsync(16, Font.fromEnum(Enum.Font.BuilderSans)))
    end
    tell()
    growing:GetPropertyChangedSignal("TextBounds"):Connect(tell)`);
  const before = await boxes();
  await ann.useScreen({ textSize: "Largest" });
  const after = await boxes();
  expect(await printed(server, 2)).toEqual(["Medium true 0", "Largest true 14"]);
  expect([before.Fixed?.textFits, after.Fixed?.textFits]).toEqual([true, false]);
  expect([after.Fixed?.textSize, after.Limited?.textSize]).toEqual([30, 18]);
  expect(after.Scaled).toEqual(before.Scaled);
  expect(after.Growing?.textFits).toBe(true);
  expect(after.Growing?.height).toBeGreaterThan(before.Growing?.height ?? Infinity);
});

test("text takes the lines that its words need, and one measured beforehand takes the same", async () => {
  const { server } = await boxesOf(`
    local label = make("TextLabel", "Label", gui, { Text = "${WORDS}", TextSize = 20, Size = offset(200, 20), TextWrapped = true, AutomaticSize = "Y" })
    local params = make("GetTextBoundsParams", "Params", nil, { Text = label.Text, Size = 20, Width = 200 })
    local texts = game:GetService("TextService")
    print(label.TextBounds == texts:GetTextBoundsAsync(params), label.TextBounds.Y > 60, label.AbsoluteSize.Y == label.TextBounds.Y)
    label.Text = "One\\nTwo\\n"
    print(label.TextBounds.Y, texts:GetTextSize("", 20, Enum.Font.BuilderSans, Vector2.zero).Y)
    label.Text = "\\u{65C5}\\u{4EBA}"
    print(label.TextBounds.X)
    label.Text = "<b>ab</b>"
    label.RichText = true
    local rich = label.TextBounds
    label.Text, label.RichText = "ab", false
    print(rich == label.TextBounds)`);
  expect(await printed(server, 4)).toEqual(["true true true", "60 20", "36", "true"]);
});

test("a scrolling frame is as tall as what is in it, and shows the part that it is scrolled to", async () => {
  const { boxes, server } = await boxesOf(`
    local scroll = make("ScrollingFrame", "Scroll", gui, { Size = offset(200, 50), CanvasSize = UDim2.new(), AutomaticCanvasSize = "Y" })
    make("Frame", "Tall", scroll, { Size = UDim2.new(1, 0, 0, 120) })
    scroll.CanvasPosition = Vector2.new(0, 30)
    print(scroll.AbsoluteCanvasSize, scroll.AbsoluteSize)`);
  expect(await printed(server, 1)).toEqual(["200, 120 200, 50"]);
  expect(rect((await boxes()).Tall)).toEqual([0, -30, 200, 120]);
});

test("a phone's keyboard is there while one writes on it", async () => {
  const server = await openLittlePlace({
    client: `${MAKE}
      local box = make("TextBox", "Say", gui, { Size = scale(1, 1) })
      local input = game:GetService("UserInputService")
      local function tell() print(input.OnScreenKeyboardVisible, input.OnScreenKeyboardSize, input.OnScreenKeyboardPosition) end
      tell()
      input:GetPropertyChangedSignal("OnScreenKeyboardVisible"):Connect(tell)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann", device: "touch", screen: { ...PHONE, keyboard: 160 } });
  await printed(server, 1);
  await ann.type("Say", "hello");
  await ann.type("Say", "hello", { enter: true });
  expect(await printed(server, 3)).toEqual(["false 0, 0 0, 0", "true 568, 160 0, 160", "false 0, 0 0, 0"]);
});
