import { execFile } from "node:child_process";
import { delimiter } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The path of the first of these programs that is a Python 3 of `oldest` to `newest`, its minor versions. */
export async function findPython({ names, oldest, newest = Number.POSITIVE_INFINITY }) {
  for (const name of names) {
    const asked = await run(name, ["-c", "import sys; print(*sys.version_info[:2], sys.executable)"]).catch(
      () => undefined,
    );
    const [, minor, path] = /^3 (\d+) (.+)/.exec(asked?.stdout ?? "") ?? [];
    if (Number(minor) >= oldest && Number(minor) <= newest) return path.trim();
  }
  const wanted = Number.isFinite(newest) ? `from 3.${oldest} to 3.${newest}` : `from 3.${oldest} on`;
  throw new Error(`no Python ${wanted} in ${process.env.PATH.split(delimiter).join(", ")}`);
}
