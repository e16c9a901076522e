import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileLibrary } from "./compile-library.ts";
import { makeNpmPackage } from "./npm-package.ts";
import { makeModel } from "./roblox-model.ts";
import { ROOT } from "./root.ts";
import { makeWallyPackage } from "./wally-package.ts";

/** Builds what other games install, into the folder `to`: an npm package, a model, and a Wally package. */
export async function buildModel(to: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-package-"));
  try {
    await clear(to);
    const compiled = await compileLibrary(folder);
    await makeNpmPackage(compiled, join(folder, "npm"), to);
    await makeWallyPackage(compiled, join(to, "wally"));
    await makeModel(join(to, "wally/src"), folder, join(to, "townsfolk.rbxm"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of an earlier build nothing stays; what else is in the folder does. */
async function clear(to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const earlier = (await readdir(to)).filter((name) => /^(wally|townsfolk\.rbxm|rbxts-townsfolk-.*\.tgz)$/.test(name));
  for (const name of earlier) await rm(join(to, name), { recursive: true });
}

if (process.argv[1] === import.meta.filename) {
  const [to = join(ROOT, "dist")] = process.argv.slice(2);
  if (to.startsWith("-")) {
    process.stderr.write(`It takes the folder to build into, and ${to} is none.\n`);
    process.exitCode = 2;
  } else {
    await buildModel(to);
    process.stdout.write(
      `${to} has the npm package, townsfolk.rbxm and wally/. How to use each: game/package/README.md\n`,
    );
  }
}
