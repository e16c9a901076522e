import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPlaceServer } from "../emulator/host/place-server.ts";
import { printed } from "../emulator/test/support/little-place.ts";
import { buildPlace } from "../play/build-place.ts";

const SQUARE = fileURLToPath(new URL("./small-place/default.project.json", import.meta.url));
let folder = "";

beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "place-spec-"))));
afterEach(() => rm(folder, { recursive: true }));

test("what Rojo builds is what the scripts find", async () => {
  const place = join(folder, "square.rbxlx");
  await buildPlace(place, SQUARE);
  const server = await startPlaceServer({ place });
  try {
    expect(await printed(server, 4)).toEqual([
      "Workspace.Well true Rim",
      "Old Well 12.5 true",
      "1, 2, 3 1, 0.5, 0",
      "0, 3, 10 2, 4, 6 1, 0, 0 Enum.Material.Slate -1, -0, -0 true",
    ]);
    const ann = await server.join({ userId: 1, name: "Ann" });
    expect(await ann.texts()).toEqual(["The <Square> & co."]);
  } finally {
    await server.close();
  }
});

test("a binary place comes out of the real Rojo", async () => {
  const place = join(folder, "new-folder", "square.rbxl");
  await buildPlace(place, SQUARE);
  expect((await readFile(place)).subarray(0, 8).toString("latin1")).toBe("<roblox!");
});

test("a class that Roblox does not have is refused, though Rojo lets it pass", async () => {
  const project = join(folder, "odd.project.json");
  const tree = { $className: "DataModel", Workspace: { Bard: { $className: "Minstrel" } } };
  await writeFile(project, JSON.stringify({ name: "Odd", tree }));
  const building = buildPlace(join(folder, "odd.rbxl"), project);
  await expect(building).rejects.toThrow("Workspace.Bard is a Minstrel, which Roblox does not have");
});

test("what Rojo refuses is told in Rojo's words", async () => {
  const project = join(folder, "bad.project.json");
  const tree = { $className: "DataModel", Workspace: { $properties: { Gravitty: 1 } } };
  await writeFile(project, JSON.stringify({ name: "Bad", tree }));
  await expect(buildPlace(join(folder, "bad.rbxl"), project)).rejects.toThrow("Gravitty");
});
