import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Why nothing can be written into a folder, and what to do, for the operator; undefined where a file can be. */
export async function whyNotWritten(folder: string): Promise<string | undefined> {
  const probe = join(folder, "probe");
  try {
    await writeFile(probe, "May something be written here?", { mode: 0o600 });
    return undefined;
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error);
    return WORDS[code]?.(folder) ?? `nothing can be written into ${folder} (${code}): look at its disk.`;
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

const full = (folder: string): string => `the disk of ${folder} is full: make room on it.`;
const notOurs = (folder: string): string =>
  `${folder} is not the relay's to write: give it to the user that runs the relay.`;
const gone = (folder: string): string => `${folder} is gone: mount its disk again, or put it back.`;

/** https://man7.org/linux/man-pages/man3/errno.3.html */
const WORDS: Record<string, ((folder: string) => string) | undefined> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: (folder) =>
    `the disk of ${folder} can only be read: see why in the system's log, then mount it for writing again.`,
  EIO: (folder) => `the disk of ${folder} fails: see the system's log.`,
  EACCES: notOurs,
  EPERM: notOurs,
  ENOENT: gone,
  ENOTDIR: gone,
  ESTALE: gone,
};
