import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes a folder and all that stands in it its owner's alone: folders 0700, files 0600 (0700 where they can be run). Links are
 * left as they are, since they lead out of it. Answers with what could not be changed because it is somebody else's.
 */
export function forOwnerAlone(folder: string): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return close(realpathSync(folder));
}

function close(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isSymbolicLink()) return [];
  const stuck = (stats.mode & OTHERS) === 0 ? [] : change(path, stats.mode & ~OTHERS);
  return stats.isDirectory() ? [...stuck, ...readdirSync(path).flatMap((name) => close(join(path, name)))] : stuck;
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
