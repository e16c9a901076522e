import { homedir } from "node:os";
import { join } from "node:path";

const isWindows = process.platform === "win32";

/** Where the server is installed, once. */
export const cache = join(homedir(), ".cache", "townsfolk", "letta-v1");
export const bin = (name) => join(cache, "venv", isWindows ? "Scripts" : "bin", isWindows ? `${name}.exe` : name);
export const say = (text) => process.stdout.write(`letta-v1: ${text}\n`);
