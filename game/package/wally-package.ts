import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeLuauLibrary } from "./luau-library.ts";
import { readManifest } from "./npm-package.ts";
import { ROOT } from "./root.ts";

/** Makes the Wally package in the new folder `to`. `src` in it is all that a game without Wally needs. */
export async function makeWallyPackage(compiled: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await makeLuauLibrary(compiled, join(to, "src"));
  await cp(join(ROOT, "LICENSE"), join(to, "LICENSE"));
  await cp(join(ROOT, "game/package/README.md"), join(to, "README.md"));
  await writeFile(join(to, "wally.toml"), wallyToml(await readManifest()));
  await writeFile(join(to, "default.project.json"), JSON.stringify({ name: "townsfolk", tree: { $path: "src" } }));
}

/** Shared, since a client needs it too: it depends on nothing, so the rule that shared depends on shared only is kept. */
function wallyToml({ version, license }: { version: string; license: string }): string {
  return `[package]
name = "townsfolk/townsfolk"
description = "NPCs that players can talk to, that stay in character, act in the world, and remember."
version = "${version}"
license = "${license}"
registry = "https://github.com/UpliftGames/wally-index"
realm = "shared"

[dependencies]
`;
}
