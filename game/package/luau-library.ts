import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { licenceTexts } from "./licence-texts.ts";
import { ROOT } from "./root.ts";

const MODULES = join(ROOT, "node_modules");
const RUNTIME = join(MODULES, "roblox-ts/include");
const USED = ["@rbxts/react", "@rbxts/react-roblox", "@rbxts/remo", "@rbxts/services", "@rbxts/t"];
/** What roblox-ts writes into a package: it counts on a host that is compiled by roblox-ts too, and has the packages. */
const HOSTED_RUNTIME = "local TS = _G[script]";
const HOSTED_MODULE = "TS.getModule(script,";

/**
 * Makes of the compiled library one ModuleScript for games that know no roblox-ts, in the new folder `to`: with its own
 * runtime, and React, Remo and t as they were tested with it. Where the game has its own React, the two do not meet.
 */
export async function makeLuauLibrary(compiled: string, to: string): Promise<void> {
  await cp(compiled, to, { recursive: true, filter: isLuau });
  for (const file of await filesIn(to)) await giveOwnRuntime(to, file);
  await cp(RUNTIME, join(to, "include"), { recursive: true });
  const react = (await readdir(join(MODULES, "@rbxts-js"))).map((name) => `@rbxts-js/${name}`);
  // Remo finds its Promise by a folder `include` that it is in.
  const modules = join(to, "include/node_modules");
  for (const name of USED) await addPackage(name, join(modules, name));
  for (const name of react) await addPackage(name, join(modules, "@rbxts-js", (await projectOf(name)).name));
  await writeFile(join(to, "licences.txt"), await licenceTexts([...USED, ...react, "roblox-ts"]));
}

async function giveOwnRuntime(library: string, file: string): Promise<void> {
  const source = await readFile(file, "utf8");
  const path = relative(library, file).split(sep);
  const up = ".Parent".repeat(basename(file) === "init.luau" ? path.length - 1 : path.length);
  const own = source
    .replace(HOSTED_RUNTIME, `local TS = require(script${up}.include.RuntimeLib)`)
    .replaceAll(HOSTED_MODULE, `TS.getModule(script${up}.include,`);
  await writeFile(file, own);
}

/** What a package has for Rojo is put where its project file would have it put; no project file is needed any more. */
async function addPackage(name: string, to: string): Promise<void> {
  const { tree } = await projectOf(name);
  await cp(join(MODULES, name, tree.$path), to, { recursive: true, filter: isLuau });
}

async function projectOf(name: string): Promise<{ name: string; tree: { $path: string } }> {
  const file = join(MODULES, name, "default.project.json");
  const text = await readFile(file, "utf8").catch(() => JSON.stringify({ name, tree: { $path: "." } }));
  return JSON.parse(text) as { name: string; tree: { $path: string } };
}

/** Folders, and of files those that run. */
function isLuau(path: string): boolean {
  const name = basename(path);
  return /\.luau?$/.test(name) || !/\.(ts|md|json|txt)$|^LICEN[CS]E|^\.robloxrc/.test(name);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
