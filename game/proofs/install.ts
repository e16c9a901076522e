import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { npm } from "../package/npm.ts";
import { ROOT } from "../package/root.ts";
import { shownIn } from "./readme-files.ts";

const COMPILER = join(ROOT, "node_modules/roblox-ts/out/CLI/cli.js");

/**
 * Installs the npm package from the folder of packages into a roblox-ts game, as the README's command says, and compiles the
 * game. @throws what the compiler says.
 */
export async function installByNpm(packages: string, game: string): Promise<void> {
  const tarball = (await readdir(packages)).find((name) => name.endsWith(".tgz")) ?? "";
  const [, ...words] = (await shownIn("sh")).trim().split(" ");
  const install = words.map((word) => (word === "@rbxts/townsfolk" ? join(packages, tarball) : word));
  await npm([...install, "--prefer-offline", "--no-audit", "--no-fund"], game);
  await promisify(execFile)(process.execPath, [COMPILER], { cwd: game }).catch((error: unknown) => {
    throw new Error(`The game does not compile.\n${(error as { stdout?: string }).stdout}`, { cause: error });
  });
}

/**
 * Lays the Wally package out as `wally install` does (its src/installation.rs), for the README's line in `wally.toml`.
 */
export async function installAsWally(packages: string, game: string): Promise<void> {
  const [, name = "", of = ""] = /^(\w+) = "(.+)"$/m.exec(await shownIn("toml")) ?? [];
  const about = await readFile(join(packages, "wally/wally.toml"), "utf8");
  const [, fullName, version] = /^name = "(.+)"[^]*^version = "(.+)"/m.exec(about) ?? [];
  if (of !== `${fullName}@${version}`)
    throw new Error(`The README has ${of}, and the package is ${fullName}@${version}.`);
  const index = of.replace("/", "_");
  await mkdir(join(game, "Packages/_Index", index), { recursive: true });
  await cp(join(packages, "wally"), join(game, "Packages/_Index", index, "townsfolk"), { recursive: true });
  const link = `return require(script.Parent._Index["${index}"]["townsfolk"])\n`;
  await writeFile(join(game, `Packages/${name}.lua`), link);
}
