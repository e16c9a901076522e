import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parsedJson } from "../../lib/json.ts";

/** What of a Roblox game is in a folder. */
export interface GameProject {
  kind: "roblox-ts" | "rojo" | "none";
  /** The texts of Rojo's project files. They may have comments, so they are searched and not parsed. */
  rojo: string;
  /** Names of the npm packages that it asks for. */
  packages: string[];
  usesWally: boolean;
}

/** Looks at the files of a folder, and at nothing below it but the names in `node_modules`. */
export function findGameProject(folder: string): GameProject {
  const names = readdirSync(folder);
  const read = (name: string): string => (names.includes(name) ? readFileSync(join(folder, name), "utf8") : "");
  const projects = names.filter((name) => name.endsWith(".project.json"));
  const packages = packagesIn(read("package.json"));
  const isRobloxTs =
    packages.some((name) => name === "roblox-ts" || name.startsWith("@rbxts/")) ||
    /"rbxts"|@rbxts/.test(read("tsconfig.json")) ||
    existsSync(join(folder, "node_modules/@rbxts"));
  return {
    kind: isRobloxTs ? "roblox-ts" : projects.length > 0 ? "rojo" : "none",
    rojo: projects.map(read).join("\n"),
    packages,
    usesWally: names.includes("wally.toml"),
  };
}

const names = z.record(z.string(), z.unknown()).catch({});
const manifest = z
  .object({ dependencies: names, devDependencies: names })
  .catch({ dependencies: {}, devDependencies: {} });

function packagesIn(text: string): string[] {
  const { dependencies, devDependencies } = manifest.parse(parsedJson(text));
  return [...Object.keys(dependencies), ...Object.keys(devDependencies)];
}
