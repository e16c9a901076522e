import { execFile } from "node:child_process";
import { mkdir, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { openCast } from "../../cast/cast.ts";
import { createLogger } from "../../observe/logger.ts";
import type { Finding } from "../../operator/doctor/finding.ts";
import { checkPlace } from "../../operator/doctor/place.ts";
import { readPlace } from "../../operator/place/read-place.ts";
import { jsonLines, says, useCommandLine } from "../support/command-line.ts";
import { packedWithZstd } from "../support/packed-place.ts";

const { townsfolk, file } = useCommandLine();

/** What the command says of the place. */
async function examine(args: string[] = [], env: Record<string, string> = {}) {
  await writeFile(file(".env"), "MIND=direct\n", { mode: 0o600 });
  const { code, out } = await townsfolk(["doctor", "--json", ...args], { env });
  const place = jsonLines<Finding>(out).filter(({ what }) => what === "place");
  return { code, place, said: place.map(({ state, found }) => `${state} ${found}`) };
}

/** The same without its process, which takes a second. */
async function findings(name = "default.project.json"): Promise<Finding[]> {
  const cast = openCast(file("npcs"), false, await createLogger("silent"), AbortSignal.abort());
  return checkPlace(cast.all(), file(name));
}

/** Ada the miller, who waves, gives bread, opens the gate to some, and so on: the acts as YAML. */
const sheet = (acts: string) =>
  `---\nname: Ada\ngreeting: Hello.\nfallbacks: [One., Two., Three.]\nacts: ${acts}\n---\nA miller.\n`;

async function sheets(acts: Record<string, string>) {
  await mkdir(file("npcs"), { recursive: true });
  for (const [id, allowed] of Object.entries(acts)) await writeFile(file(`npcs/${id}.md`), sheet(allowed));
}

const npc = (attributes: Record<string, unknown>, className = "Model", tags = ["TownsfolkNpc"]) => ({
  $className: className,
  $attributes: attributes,
  $properties: { Tags: tags },
});
const SCRIPT = `Townsfolk.startTownsfolk({ acts = { wave, Townsfolk.defineAct({ name = "open_gate" }) } })
local wave = { name = 'wave' }
local give = { name = "give_item", args = { item = Townsfolk.choice({ "Loaf of bread" }) } }`;

/** A Rojo project with these in Workspace, an apple in ServerStorage, and a script that declares three acts. */
async function project(workspace: Record<string, unknown>, script = SCRIPT) {
  await mkdir(file("src"), { recursive: true });
  await writeFile(file("src/main.server.luau"), script);
  const tree = {
    $className: "DataModel",
    Workspace: { Npcs: { $className: "Folder", ...workspace } },
    ServerStorage: { Items: { $className: "Folder", Apple: { $className: "Tool" } } },
    ServerScriptService: { Server: { $path: "src" } },
  };
  await writeFile(file("default.project.json"), JSON.stringify({ name: "a game", tree }));
}
const build = (name: string) =>
  promisify(execFile)("rojo", ["build", file("default.project.json"), "--output", file(name)]);

describe("a place is compared with the sheets: people, acts and things", () => {
  const WRONG = [
    'broken Npcs.Who is "baker", and there is no such sheet',
    "warn nobody there is nobody",
    "warn miller may fly, and no script there declares it",
    'warn miller may give_item "Unicorn", and nothing there has that name',
    'warn smith may open_gate "Unheard of", and nothing there has that name',
  ];
  const withoutPlace = ({ state, found }: Finding): string =>
    `${state} ${found.replace(/^.*?: |Workspace\.|a game\./g, "")}`;
  beforeEach(async () => {
    await sheets({
      miller: "{ wave: true, fly: true, give_item: [Apple, Loaf of bread, Unicorn] }",
      smith: "{ open_gate: { minutes: { min: 1, max: 2 }, why: [Unheard of] } }",
      nobody: "{ vanish: true }",
    });
    await project({
      Ada: npc({ TownsfolkId: "miller" }),
      Tom: npc({ Family: "x", TownsfolkId: "smith", Height: 3 }),
      Who: npc({ TownsfolkId: "baker" }),
    });
  });

  test("by the command, which ends with 1", async () => {
    const { code, place } = await examine(["--place", "default.project.json"]);
    expect(place.map(withoutPlace)).toEqual(WRONG);
    for (const { todo } of place) expect(todo).toMatch(/\.$/);
    expect(code).toBe(1);
  });

  test.each(["place.rbxl", "place.rbxlx", "model.rbxm", "model.rbxmx", "PLACE.RBXL"])("as %s", async (name) => {
    await build(name.toLowerCase());
    await rename(file(name.toLowerCase()), file(name));
    expect((await findings(name)).map(withoutPlace)).toEqual(WRONG);
  });

  test("as Studio packs it", async () => {
    await build("place.rbxl");
    await writeFile(file("studio.rbxl"), packedWithZstd(await readFile(file("place.rbxl"))));
    expect((await findings("studio.rbxl")).map(withoutPlace)).toEqual(WRONG);
  });
});

test("a place in which nothing is wrong is one line, and is found in the folder by itself", async () => {
  await sheets({ miller: "{ wave: true }" });
  await project({ Ada: npc({ TownsfolkId: "miller" }) });
  const words = "every NPC has a sheet, and what sheets allow is there";
  expect(await examine()).toMatchObject({ code: 0, said: [`ok default.project.json: ${words}`] });
  // What Studio saved has all that the project has, and more.
  await build("saved.rbxl");
  expect((await examine()).said).toEqual([`ok saved.rbxl: ${words}`]);
});

test("without a place in the folder that is said, and nothing is wrong", async () => {
  expect(await examine()).toMatchObject({ code: 0, place: [{ state: "ok" }] });
});

test("each Model that is marked wrongly is broken, with what is wrong", async () => {
  await sheets({ old_miller: "{}" });
  const wrong: Record<string, [model: unknown, words: string]> = {
    "Ada & Söhne": [npc({ TownsfolkId: "old_miller" }, "Part"), " has the tag TownsfolkNpc and is a Part"],
    None: [npc({}), " has no attribute TownsfolkId"],
    Empty: [npc({ TownsfolkId: "" }), " has no attribute TownsfolkId"],
    Number: [npc({ TownsfolkId: 7 }), ": its attribute TownsfolkId is no string"],
    Untagged: [
      npc({ TownsfolkId: "old_miller" }, "Model", []),
      " has the attribute TownsfolkId and not the tag TownsfolkNpc",
    ],
    Other: [npc({ TownsfolkId: "Müllerin" }), ' is "Müllerin", and there is no such sheet'],
    Nearly: [npc({ TownsfolkId: "Old Miller " }), ' is "Old Miller ", and there is no such sheet'],
  };
  await project(Object.fromEntries(Object.entries(wrong).map(([name, [model]]) => [name, model])));
  const found = await findings();
  const told = Object.entries(wrong).map(([name, [, words]]) => `broken Workspace.Npcs.${name}${words}`);
  expect(found.map((one) => `${one.state} ${one.found.replace(/^.*?json: /, "")}`).sort()).toEqual(told.sort());
  expect(found.find((one) => one.found.includes("Nearly"))?.todo).toBe("Did you mean old_miller?");
});

test("attributes of every other type do not hide the id behind them", async () => {
  await sheets({ miller: "{}" });
  const others = {
    A: { Bool: true },
    B: { Float64: 1.5 },
    C: { Vector3: [1, 2, 3] },
    D: { Color3: [0, 0.5, 1] },
    E: {
      UDim2: [
        [0, 1],
        [0, 2],
      ],
    },
    F: { BrickColor: 194 },
    G: { NumberRange: [0, 1] },
    H: {
      NumberSequence: {
        keypoints: [
          { time: 0, value: 1, envelope: 0 },
          { time: 1, value: 0, envelope: 0 },
        ],
      },
    },
    I: {
      ColorSequence: {
        keypoints: [
          { time: 0, color: [1, 0, 0] },
          { time: 1, color: [0, 0, 1] },
        ],
      },
    },
    J: {
      Rect: [
        [0, 0],
        [1, 1],
      ],
    },
    K: {
      CFrame: {
        position: [1, 2, 3],
        orientation: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      },
    },
    L: {
      CFrame: {
        position: [1, 2, 3],
        orientation: [
          [0.8, 0, 0.6],
          [0, 1, 0],
          [-0.6, 0, 0.8],
        ],
      },
    },
    M: { Font: { family: "rbxasset://fonts/families/Ubuntu.json", weight: "Bold", style: "Normal" } },
  };
  await project({ Ada: npc({ ...others, TownsfolkId: "miller" }) });
  expect(await findings()).toMatchObject([{ state: "ok" }]);
});

test("an NPC that a script makes is somebody, and a place that nothing starts is told", async () => {
  await sheets({ miller: "{}", ghost: "{}" });
  await project({ Ada: npc({ TownsfolkId: "miller" }) }, `model:SetAttribute("TownsfolkId", "ghost")`);
  expect(await findings()).toMatchObject([{ state: "warn", found: says(/: no script starts Townsfolk$/) }]);
});

test("a project without any NPC is told once, and not once a sheet", async () => {
  await sheets({ miller: "{ fly: true }", smith: "{}" });
  await project({});
  expect(await findings()).toMatchObject([{ state: "warn", found: says(/no Model there has the tag TownsfolkNpc/) }]);
});

describe("what cannot be read is said in words, with what to do", () => {
  test("what is no place, or not there", async () => {
    await sheets({ miller: "{}" });
    await mkdir(file("empty"));
    const { code, place } = await examine(["--place", "nowhere.rbxl"]);
    const others = [...(await findings("npcs/miller.md")), ...(await findings("empty"))];
    expect([...place, ...others]).toMatchObject([
      { state: "broken", found: says(/nowhere.rbxl is not there$/), todo: says(/--place <file>/) },
      { state: "broken", found: says(/is no place of Roblox's, nor a model$/), todo: says(/--place <file>/) },
      { state: "broken", found: says(/is a folder without a place or a Rojo project in it$/), todo: says(/--place/) },
    ]);
    expect(code).toBe(1);
  });

  test("a project that Rojo does not build is broken where it was named, and else told", async () => {
    await project({ Ada: { $path: "not-compiled" } });
    const named = await examine(["--place", "default.project.json"]);
    expect(named).toMatchObject({ code: 1, place: [{ state: "broken" }] });
    expect(named.place[0]?.found).toMatch(/^default\.project\.json is not built by Rojo: .*not-compiled$/);
    expect(await examine()).toMatchObject({ code: 0, place: [{ state: "warn" }] });
  });

  test("so is a project where there is no Rojo", async () => {
    await project({});
    const { place } = await examine([], { PATH: file("empty") });
    expect(place).toMatchObject([{ state: "warn", todo: expect.stringContaining("rojo.space") as string }]);
  });

  test("a place that is cut short or damaged anywhere", async () => {
    await sheets({ miller: "{}" });
    await project({ Ada: npc({ TownsfolkId: "miller" }) });
    for (const name of ["place.rbxl", "place.rbxlx"]) {
      await build(name);
      const whole = await readFile(file(name));
      for (let length = 0; length < whole.length - 9; length += 11)
        expect(() => readPlace(whole.subarray(0, length))).toThrow(/cannot be read|no place/);
      for (let at = 0; at < whole.length; at += 3) {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ 0xff;
        expect([undefined, "PlaceError"]).toContain(nameOfThrown(() => readPlace(damaged)));
      }
      await truncate(file(name), 100);
      expect(await findings(name)).toMatchObject([
        { state: "broken", found: says(/cannot be read: it is cut short$/) },
      ]);
    }
  });
});

function nameOfThrown(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : "?";
  }
}
