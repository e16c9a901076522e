import type { TreeNode } from "../emulator/host/tree.ts";
import { flatten } from "../emulator/host/tree.ts";
import { compiledGame } from "../play/compiled-game.ts";
import { type GameServer, startGameServer } from "../play/game-server.ts";
import { seen } from "./support/screen.ts";
import { SHEETS } from "./support/sheets.ts";

let server: GameServer;
let models: TreeNode[];

beforeAll(async () => {
  server = await startGameServer({ place: await compiledGame() });
  await server.until(async () => {
    models = (await server.see("Workspace.Npcs")).children;
    return models.every((model) => promptOf(model) !== undefined);
  });
});
afterAll(() => server.close());

test("everybody of the cast stands in the square once, and looks like nobody else", () => {
  expect(models.map(({ name }) => name).sort()).toEqual([...SHEETS.keys()].sort());
  const looks = models.map((model) =>
    JSON.stringify(flatten(model).map(({ properties: { Size, Color } }) => [Size, Color])),
  );
  expect(new Set(looks).size).toBe(models.length);
});

test.each([...SHEETS])("%s says on the model what the sheet says, as long as no relay is there", (id, sheet) => {
  const attributes = models.find(({ name }) => name === id)?.attributes;
  expect(attributes).toMatchObject({
    TownsfolkId: id,
    TownsfolkName: sheet.name,
    TownsfolkGreeting: sheet.greeting,
    TownsfolkQuickReplies: sheet.quickReplies.join("\n"),
    TownsfolkFallbacks: sheet.fallbacks.slice(0, 3).join("\n"),
  });
});

test("nobody can be in reach of two of them", () => {
  const near = models.flatMap((one, index) =>
    models
      .slice(index + 1)
      .flatMap((other) =>
        gapBetween(one, other) <= reachOf(one) + reachOf(other) ? [`${one.name} and ${other.name}`] : [],
      ),
  );
  expect(near).toEqual([]);
});

test("everybody can be walked up to and talked to, and opens the talk with the sheet's words", async () => {
  const ann = await server.join({ userId: 1, name: "Ann" });
  for (const [id, { name, greeting }] of SHEETS) {
    await ann.walkTo(id);
    await ann.press(id);
    await server.until(async () => (await seen(ann, "Name"))?.text === name);
    expect((await seen(ann, "Line"))?.children.at(-1)?.properties.Text).toBe(greeting);
  }
  expect(server.errors()).toEqual([]);
});

function promptOf(model: TreeNode): TreeNode | undefined {
  return flatten(model).find(({ className }) => className === "ProximityPrompt");
}

function reachOf(model: TreeNode): number {
  return Number(promptOf(model)?.properties.MaxActivationDistance);
}

function gapBetween(one: TreeNode, other: TreeNode): number {
  const [x, , z] = placeOf(one);
  const [otherX, , otherZ] = placeOf(other);
  return Math.hypot(x - otherX, z - otherZ);
}

function placeOf(model: TreeNode): [number, number, number] {
  const root = model.children.find(({ name }) => name === "HumanoidRootPart");
  return (root?.properties.CFrame as number[]).slice(0, 3) as [number, number, number];
}
