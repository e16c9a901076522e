import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { says, useCommandLine } from "../support/command-line.ts";

const { townsfolk, file } = useCommandLine();

/** Each file below the test's folder with its content's hash. */
async function everything(): Promise<Record<string, string>> {
  const entries = await readdir(file("."), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
  const hashes = files.map(async (path) => [
    path,
    createHash("sha256")
      .update(await readFile(path))
      .digest("hex"),
  ]);
  return Object.fromEntries(await Promise.all(hashes)) as Record<string, string>;
}

async function given(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(file(name)), { recursive: true });
    await writeFile(file(name), text);
  }
}

const ROJO = { "default.project.json": '// ours\n{ "name": "g", "tree": { "$className": "DataModel" } }' };
const ROBLOX_TS = {
  "default.project.json": '{ "tree": { "HttpService": { "$properties": { "HttpEnabled": true } } } }',
  "package.json": '{ "devDependencies": { "roblox-ts": "3.0.0", "@rbxts/react": "17.3.7-ts.2" } }',
  "src/server/main.server.ts": "print(1);\n",
  "src/client/main.client.ts": "print(2);\n",
};

test("an empty folder gets sheets, settings for its owner alone, and what git must not see", async () => {
  expect((await townsfolk(["init"])).code).toBe(0);
  expect(await readdir(file("npcs"))).toEqual(expect.arrayContaining(["guard.md", "innkeeper.md", "merchant.md"]));
  expect((await stat(file(".env"))).mode & 0o777).toBe(0o600);
  const env = await readFile(file(".env"), "utf8");
  expect(env.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
  expect(await readFile(file(".gitignore"), "utf8")).toBe(".env\n.townsfolk/\ntownsfolk-*.db\nnode_modules/\n");
});

test.each([
  ["nothing", {}],
  ["Rojo", ROJO],
  ["roblox-ts", ROBLOX_TS],
])("done twice in a folder with %s, it changes nothing the second time", async (_what, files) => {
  await given(files);
  await townsfolk(["init"]);
  const before = await everything();
  const { code, out } = await townsfolk(["init"]);
  expect(code).toBe(0);
  expect(out).not.toMatch(/^(wrote|added)/m);
  expect(await everything()).toEqual(before);
});

test("a dry run shows all of it and writes nothing", async () => {
  await given(ROBLOX_TS);
  const before = await everything();
  const { code, out } = await townsfolk(["init", "--dry-run"]);
  expect(code).toBe(0);
  for (const name of ["npcs/guard.md", ".env", ".gitignore", "src/server/townsfolk.server.ts"])
    expect(out).toContain(`would write  ${name}`);
  expect(out).toContain('import { startTownsfolk } from "@rbxts/townsfolk";');
  expect(await everything()).toEqual(before);
});

test("no file that is there is changed, but for lines that git is told to ignore", async () => {
  const mine = { ".env": "PORT=1\n", "npcs/ada.md": "mine", ...ROBLOX_TS };
  await given({ ...mine, ".gitignore": "/node_modules\r\nout" });
  const { out } = await townsfolk(["init"]);
  for (const [name, text] of Object.entries(mine)) expect(await readFile(file(name), "utf8")).toBe(text);
  expect(await readdir(file("npcs"))).toEqual(["ada.md"]);
  expect(await readFile(file(".gitignore"), "utf8")).toBe(
    "/node_modules\r\nout\r\n.env\r\n.townsfolk/\r\ntownsfolk-*.db\r\n",
  );
  expect(out).toContain("added  .env, .townsfolk/, townsfolk-*.db to .gitignore");
});

test("what stands in the way is left and told: a link, a file that is no text, a file named npcs", async () => {
  await given({ elsewhere: "of somebody else\n", npcs: "a list", ".gitignore": "\0\x01" });
  await symlink(file("elsewhere"), file(".env"));
  const before = await everything();
  const { code, out } = await townsfolk(["init"]);
  expect(code).toBe(0);
  expect(out).toContain("npcs is a file here");
  expect(out).toContain("see to it that git ignores .env, .townsfolk/, townsfolk-*.db, node_modules/");
  expect(await everything()).toEqual(before);
});

test("a link that leads nowhere is not written through", async () => {
  await symlink(file("nowhere"), file(".env"));
  await symlink(file("nowhere"), file(".gitignore"));
  await townsfolk(["init"]);
  expect(await readdir(file("."))).not.toContain("nowhere");
});

test("a roblox-ts game gets scripts beside its own, and is told what is missing and nothing else", async () => {
  await given(ROBLOX_TS);
  const { out } = await townsfolk(["init"]);
  expect(await readFile(file("src/server/townsfolk.server.ts"), "utf8")).toContain("startTownsfolk({ acts: [] });");
  expect(await readFile(file("src/client/townsfolk.client.ts"), "utf8")).toContain("startDialogue();");
  expect(out).toContain("- npm install @rbxts/townsfolk\n");
  expect(out).not.toContain("HttpEnabled");
  expect(out).toMatch(/tag TownsfolkNpc, and the attribute TownsfolkId/);
});

test.each([
  ["by tsconfig.json", { "tsconfig.json": '{ "compilerOptions": { "typeRoots": ["node_modules/@rbxts"] } }' }],
  ["by what is installed", { "node_modules/@rbxts/types/package.json": "{}" }],
  ["by a package of it alone", { "package.json": '{ "dependencies": { "@rbxts/services": "1" } }' }],
])("a roblox-ts game is known %s", async (_how, files) => {
  await given(files);
  expect((await townsfolk(["init", "--dry-run"])).out).toContain("npm install @rbxts/townsfolk");
});

test("a game that starts the library already is given no second start", async () => {
  const started = 'import { startTownsfolk } from "@rbxts/townsfolk";\nstartTownsfolk({ acts: [] });\n';
  await given({ ...ROBLOX_TS, "src/server/deep/town.server.ts": started });
  await townsfolk(["init"]);
  expect(await readdir(file("src/server"))).toEqual(["deep", "main.server.ts"]);
});

test.each([
  ["the model", ROJO, /"Townsfolk": \{ "\$path": "townsfolk\.rbxm" \}/],
  ["Wally", { ...ROJO, "wally.toml": "[dependencies]\n" }, /Townsfolk = "townsfolk\/townsfolk@/],
])("a Rojo game is told to take the library by %s, and to allow requests", async (_how, files, line) => {
  await given(files);
  const { out } = await townsfolk(["init"]);
  expect(out).toMatch(line);
  expect(out).toContain('"HttpService": { "$properties": { "HttpEnabled": true } }');
  expect(await readFile(file("default.project.json"), "utf8")).toBe(ROJO["default.project.json"]);
});

test("a package.json or project file that cannot be read as JSON stops nothing", async () => {
  await given({ "package.json": "{ half", "default.project.json": "[", "tsconfig.json": "// rbxts\n" });
  expect(await townsfolk(["init"])).toMatchObject({ code: 0, out: says(/wrote {2}npcs\/guard\.md/) });
});
