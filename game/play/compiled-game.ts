import { execFile } from "node:child_process";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { buildWithRojo } from "../emulator/host/rojo.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COMPILER = join(ROOT, "node_modules/roblox-ts/out/CLI/cli.js");
const SOURCES = ["game/townsfolk", "game/square", "default.project.json"].map((path) => join(ROOT, path));
const PLACE = join(ROOT, "game/out/play.rbxlx");
const LOCK = join(ROOT, "node_modules/.townsfolk-compiling");
const LOCK_LASTS_MS = 60_000;

/**
 * The place file of the game as its sources are now, made where they changed since; `onCompile` is told when that must be.
 * Specs run side by side, and beside a game that is played: one makes it, the others wait.
 */
export async function compiledGame(onCompile = () => {}, lock = LOCK): Promise<string> {
  while (!(await takeLock(lock))) await sleep(100);
  try {
    const newest = Math.max(...(await Promise.all(SOURCES.map(newestIn))));
    if (newest > (await changedAt(PLACE))) {
      onCompile();
      await compile();
      await buildWithRojo(PLACE);
    }
    return PLACE;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** @throws what the compiler says is wrong. */
async function compile(): Promise<void> {
  await promisify(execFile)(process.execPath, [COMPILER], { cwd: ROOT }).catch((error: unknown) => {
    const { stdout = String(error) } = error as { stdout?: string };
    throw new Error(`The game does not compile.\n${stdout}`, { cause: error });
  });
}

/**
 * A folder can be made once only. One that was left behind by a run that was killed is taken over.
 * @throws where it cannot be made at all.
 */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST")
      throw new Error(`The game cannot be compiled here, since ${dirname(lock)} cannot be written. ${String(error)}`, {
        cause: error,
      });
    if (Date.now() - (await changedAt(lock)) > LOCK_LASTS_MS) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

async function newestIn(path: string): Promise<number> {
  const files = path.endsWith(".json") ? [] : await readdir(path, { recursive: true, withFileTypes: true });
  const paths = [path, ...files.map((file) => join(file.parentPath, file.name))];
  return Math.max(...(await Promise.all(paths.map(changedAt))));
}

/** Milliseconds since 1970; 0 for what is not there. */
async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
