import { execFile } from "node:child_process";
import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { npm } from "../package/npm.ts";
import { readManifest } from "../package/npm-package.ts";
import { ROOT } from "../package/root.ts";

const COMPILER = join(ROOT, "node_modules/roblox-ts/out/CLI/cli.js");

/** Installs the npm package from the folder of packages into a roblox-ts game, and compiles the game. @throws what the compiler says. */
export async function installByNpm(packages: string, game: string): Promise<void> {
  const tarball = (await readdir(packages)).find((name) => name.endsWith(".tgz")) ?? "";
  await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", join(packages, tarball)], game);
  await promisify(execFile)(process.execPath, [COMPILER], { cwd: game }).catch((error: unknown) => {
    throw new Error(`The game does not compile.\n${(error as { stdout?: string }).stdout}`, { cause: error });
  });
}

/** Lays the Wally package out as `wally install` does: https://wally.run/install */
export async function installAsWally(packages: string, game: string): Promise<void> {
  const index = `townsfolk_townsfolk@${(await readManifest()).version}`;
  await mkdir(join(game, "Packages/_Index", index), { recursive: true });
  await cp(join(packages, "wally"), join(game, "Packages/_Index", index, "townsfolk"), { recursive: true });
  const link = `return require(script.Parent._Index["${index}"]["townsfolk"])\n`;
  await writeFile(join(game, "Packages/Townsfolk.lua"), link);
}
