import { execFile } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A real file system of 64 MB that can run full; only where this process may mount one (root on Linux). */
export async function mountSmallDisk() {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-disk-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", folder]);
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: async () => {
      const file = await open(ballast, "w");
      const block = Buffer.alloc(64 * 1024, 1);
      try {
        for (;;) await file.write(block);
      } catch {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    unmount: async () => {
      await run("umount", ["-l", folder]);
    },
  };
}
