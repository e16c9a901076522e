import { closeLittlePlaces, openLittlePlace, printed } from "./support/little-place.ts";

afterEach(closeLittlePlaces);

/** Three buttons beside each other, the first two in a group, and a box below them. */
const SCREEN = `
  local gui = Instance.new("ScreenGui")
  gui.Parent = game.Players.LocalPlayer:WaitForChild("PlayerGui")
  local function make(class, name, x, y, parent)
    local object = Instance.new(class)
    object.Name, object.Position, object.Size = name, UDim2.fromOffset(x, y), UDim2.fromOffset(90, 40)
    object.Parent = parent
    return object
  end
  local group = make("Frame", "Group", 0, 0, gui)
  group.SelectionGroup = true
  local one, two = make("TextButton", "One", 0, 0, group), make("TextButton", "Two", 100, 0, group)
  local out, box = make("TextButton", "Out", 200, 0, gui), make("TextBox", "Box", 0, 100, group)
  box.Text, box.Selectable = "", true
  local guis = game:GetService("GuiService")
  guis.SelectedObject = one`;

async function walk(client: string, ...keys: string[]): Promise<(string | undefined)[]> {
  const server = await openLittlePlace({ client: `${SCREEN}\n${client}\nprint("ready")` });
  const ann = await server.join({ userId: 1, name: "Ann", device: "gamepad" });
  await printed(server, 1);
  const places: (string | undefined)[] = [];
  for (const key of keys) {
    await ann.pressKey(`DPad${key}`);
    places.push((await ann.selected())?.split(".").at(-1));
  }
  return places;
}

test("a gamepad's selection goes to the nearest in its group, and out of it where it may", async () => {
  expect(await walk("", "Right", "Right", "Left", "Down")).toEqual(["Two", "Out", "Two", "Box"]);
  expect(await walk("group.SelectionBehaviorRight = 'Stop'", "Right", "Right", "Down", "Up")).toEqual([
    "Two",
    "Two",
    "Box",
    "One",
  ]);
});

test("what is told to be next comes first, and what cannot be selected is passed over", async () => {
  expect(await walk("one.NextSelectionDown = out", "Down")).toEqual(["Out"]);
  expect(await walk("two.Selectable = false", "Right")).toEqual(["Out"]);
  expect(await walk("two.Visible = false", "Right")).toEqual(["Out"]);
  expect(await walk("guis.GuiNavigationEnabled = false", "Right")).toEqual(["One"]);
});

test("a gamepad's A writes in a selected box", async () => {
  const server = await openLittlePlace({
    client: `${SCREEN}\nguis.SelectedObject = box\nbox.Focused:Connect(function() print("focused") end)`,
  });
  const ann = await server.join({ userId: 1, name: "Ann", device: "gamepad" });
  await server.until(() => ann.selected());
  await ann.pressKey("ButtonA");
  expect(await printed(server, 1)).toEqual(["focused"]);
});
