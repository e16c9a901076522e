import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Config } from "../../config/config.ts";
import { chosenMind } from "../../minds/settings.ts";
import { broken, type Finding, ok, warn } from "./finding.ts";

const OLDEST = [22, 19] as const;
const LITTLE = 1_000_000_000;
const TOO_LITTLE = 100_000_000;

export function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld
    ? broken("node", process.version, `Install Node ${OLDEST.join(".")} or newer: https://nodejs.org/en/download`)
    : ok("node", process.version);
}

/** The embedded Letta keeps its agents' memory in git. */
export async function checkGit(config: Config): Promise<Finding> {
  if (chosenMind(config) !== "letta-app-server" || config.appServers) return ok("git", "not needed");
  try {
    const { stdout } = await promisify(execFile)("git", ["--version"]);
    return ok("git", stdout.trim().replace(/^git version /, ""));
  } catch {
    const say = config.mind === "auto" ? warn : broken;
    return say("git", "not on the PATH, so the embedded Letta cannot run", "Install it: https://git-scm.com/downloads");
  }
}

export function checkData({ dataDir }: Config): Finding[] {
  const there = nearestFolder(dataDir);
  const stats = statSync(dataDir, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isDirectory())
    return [broken("data", `${dataDir} is no folder`, "Set DATA_DIR to a folder.")];
  if (!mayWrite(there))
    return [broken("data", `${there} cannot be written by this user`, "Give it to the relay's user, or set DATA_DIR.")];
  if (stats === undefined) return [ok("data", `${dataDir} will be made at the first start`)];
  const stuck = readdirSync(dataDir).find((name) => name.startsWith("townsfolk.db") && !mayWrite(join(dataDir, name)));
  if (stuck !== undefined)
    return [
      broken("data", `${join(dataDir, stuck)} cannot be written by this user`, "Give it to the relay's user (chown)."),
    ];
  const isOpen = process.platform !== "win32" && (stats.mode & 0o077) !== 0;
  return [
    isOpen
      ? warn(
          "data",
          `others on this machine may read ${dataDir}`,
          "The relay closes it at its next start; or chmod 700.",
        )
      : ok("data", `${dataDir}${existsSync(join(dataDir, "townsfolk.db")) ? "" : " (empty)"}`),
  ];
}

export async function checkDisk({ dataDir }: Config): Promise<Finding> {
  const { bavail, bsize } = await statfs(nearestFolder(dataDir));
  const free = bavail * bsize;
  const found = `${(free / 1e9).toFixed(1)} GB free`;
  if (free < TOO_LITTLE) return broken("disk", found, "Make room: the relay stops where it cannot write.");
  return free < LITTLE ? warn("disk", found, "Make room: the embedded Letta alone is 0.35 GB.") : ok("disk", found);
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder, or the one that it will be made in. */
function nearestFolder(path: string): string {
  const parent = dirname(path);
  return existsSync(path) || parent === path ? path : nearestFolder(parent);
}
