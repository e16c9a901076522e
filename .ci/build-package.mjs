// The relay as the npm package `townsfolk`: compiled JavaScript in dist/package, and dist/townsfolk-<version>.tgz of it.
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const HERE = ".ci/build-package";
const OUT = "dist/package";
const HARNESS = "relay/minds/letta/app-server/embedded/harness";
/** What the compiled relay reads, where it reads it. */
const AS_IT_IS = [
  "LICENSE",
  ".env.example",
  "relay/compile-cache.mjs",
  "relay/npcs/*",
  "relay/safety/*.yaml",
  "relay/safety/*/*.{bin,txt,yaml}",
  "relay/minds/letta/app-server/embedded/parent-watchdog.mjs",
  `${HARNESS}/{package,package-lock}.json`,
  `${HARNESS}/install.mjs`,
];
const ELSEWHERE = {
  [`${HERE}/bin.mjs`]: "relay/bin.mjs",
  [`${HERE}/README.md`]: "README.md",
  "relay/OPERATING.md": "OPERATING.md",
  ".github/CHANGELOG.md": "CHANGELOG.md",
};

process.chdir(ROOT);
rmSync(OUT, { recursive: true, force: true });
run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", HERE]);
for (const file of AS_IT_IS.flatMap(found)) copy(file, file);
for (const [from, to] of Object.entries(ELSEWHERE)) copy(from, to);
write("package.json", manifest());
write("npm-shrinkwrap.json", shrinkwrap());
npm("pack", `./${OUT}`, "--pack-destination", "dist");

function manifest() {
  const { name, version, license, type, engines, dependencies } = json("package.json");
  return {
    name,
    version,
    description: "NPCs for Roblox games that players can talk to: the relay between the game, Letta and the model",
    keywords: ["roblox", "roblox-ts", "rojo", "npc", "letta", "llm"],
    license,
    type,
    bin: { townsfolk: "relay/bin.mjs" },
    engines,
    dependencies,
  };
}

/** What is installed beside it has the versions and hashes that it was tested with. */
function shrinkwrap() {
  const { name, version, dependencies, license, engines, bin } = manifest();
  const { packages } = json("package-lock.json");
  const needed = Object.entries(packages).filter(
    ([path, { dev, devOptional, optional }]) => path !== "" && !dev && !devOptional && !optional,
  );
  const own = { name, version, license, dependencies, bin, engines };
  return { name, version, lockfileVersion: 3, requires: true, packages: { "": own, ...Object.fromEntries(needed) } };
}

function found(pattern) {
  const files = globSync(pattern);
  if (files.length === 0) throw new Error(`There is no ${pattern} to pack.`);
  return files;
}

function copy(from, to) {
  mkdirSync(dirname(join(OUT, to)), { recursive: true });
  cpSync(from, join(OUT, to));
}

function write(file, value) {
  writeFileSync(join(OUT, file), `${JSON.stringify(value, null, 2)}\n`);
}

function json(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** By npm's own program where npm runs us, since `npm` is none on Windows. */
function npm(...args) {
  const { npm_execpath: program } = process.env;
  if (program === undefined) throw new Error("Run me by npm: npm run build:package");
  run(process.execPath, [program, ...args]);
}

function run(program, args) {
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}.`);
}
