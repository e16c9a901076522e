import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { npm } from "./npm.ts";
import { ROOT } from "./root.ts";

interface Manifest {
  version: string;
  license: string;
  devDependencies: Record<string, string>;
}

export async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as Manifest;
}

/** Packs the compiled library for roblox-ts games into the folder `to`, by way of the new folder `staging`. */
export async function makeNpmPackage(compiled: string, staging: string, to: string): Promise<void> {
  await cp(compiled, join(staging, "out"), { recursive: true });
  await cp(join(ROOT, "LICENSE"), join(staging, "LICENSE"));
  await cp(join(ROOT, "game/package/README.md"), join(staging, "README.md"));
  await writeFile(join(staging, "package.json"), JSON.stringify(packageJson(await readManifest()), undefined, 2));
  await npm(["pack", "--pack-destination", to, "--loglevel", "error"], staging);
}

function packageJson({ version, license, devDependencies }: Manifest): object {
  const from = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `^${devDependencies[name]}`]));
  return {
    name: "@rbxts/townsfolk",
    version,
    description: "NPCs for Roblox that players can talk to, that stay in character, act in the world, and remember.",
    keywords: ["roblox", "roblox-ts", "rbxts", "npc", "letta"],
    license,
    main: "out/init.luau",
    types: "out/index.d.ts",
    files: ["out"],
    dependencies: from("@rbxts/remo", "@rbxts/services", "@rbxts/t"),
    peerDependencies: from("@rbxts/react", "@rbxts/react-roblox"),
    publishConfig: { access: "public" },
  };
}
