import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Makes a folder and all that stands in it its owner's alone: folders 0700, files 0600 (0700 where they can be run). Links are
 * left as they are, since they lead out of it. Answers with what could not be changed because it is somebody else's.
 */
export function forOwnerAlone(folder: string): string[] {
  try {
    make(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`DATA_DIR: ${folder} cannot be made or written by this user. ${why}`, { cause: error });
  }
  return close(realpathSync(folder));
}

/** By steps, since Node never ends where the system refuses a folder as if its parent were not there, as under /proc. */
function make(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return;
  if (stats !== undefined) throw new Error("It is no folder.");
  make(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function close(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isSymbolicLink()) return [];
  const stuck = (stats.mode & OTHERS) === 0 ? [] : change(path, stats.mode & ~OTHERS);
  return stats.isDirectory() ? [...stuck, ...namesIn(path).flatMap((name) => close(join(path, name)))] : stuck;
}

/** None in a folder that is shut to us, which is somebody else's: what stands in it is no more ours than the folder. */
function namesIn(folder: string): string[] {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function change(path: string, mode: number): string[] {
  try {
    chmodSync(path, mode & 0o7777);
    return [];
  } catch {
    return [path];
  }
}

const OTHERS = 0o077;
