import { execFile } from "node:child_process";
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { entryLuau, entrySource } from "./entry.ts";
import { PUBLIC_API } from "./public-api.ts";
import { ROOT } from "./root.ts";

const COMPILER = join(ROOT, "node_modules/roblox-ts/out/CLI/cli.js");

/**
 * Compiles the library as a roblox-ts package in `folder`, a new one outside the repository: the compiler wants the packages
 * that it knows to lie in its own project. Returns the folder of Luau and declarations.
 *
 * @throws what the compiler says is wrong.
 */
export async function compileLibrary(folder: string): Promise<string> {
  for (const scope of ["@rbxts", "@rbxts-js"]) {
    await cp(join(ROOT, "node_modules", scope), join(folder, "node_modules", scope), { recursive: true });
  }
  await cp(join(ROOT, "game/townsfolk"), join(folder, "src"), { recursive: true });
  await writeFile(join(folder, "src/index.ts"), entrySource(PUBLIC_API));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "@rbxts/townsfolk" }));
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(SETTINGS));
  await promisify(execFile)(process.execPath, [COMPILER, "--type", "package"], { cwd: folder }).catch(explain);
  const out = join(folder, "out");
  await rm(join(out, "types"), { recursive: true, force: true });
  await writeFile(join(out, "init.luau"), entryLuau(PUBLIC_API));
  return out;
}

const SETTINGS = {
  extends: join(ROOT, "tsconfig.json"),
  compilerOptions: {
    rootDir: "src",
    rootDirs: null,
    outDir: "out",
    declaration: true,
    removeComments: false,
    incremental: false,
    tsBuildInfoFile: null,
    typeRoots: ["node_modules/@rbxts"],
  },
  include: ["src"],
};

function explain(error: unknown): never {
  const { stdout = String(error) } = error as { stdout?: string };
  throw new Error(`The library does not compile.\n${stdout}`, { cause: error });
}
