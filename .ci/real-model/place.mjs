import { homedir } from "node:os";
import { join } from "node:path";

/** Where the model and its server are installed, once. */
export const cache = join(homedir(), ".cache", "townsfolk", "real-model");
const bin = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
export const python = join(cache, "venv", ...bin);
export const say = (text) => process.stdout.write(`real-model: ${text}\n`);
export const seconds = (ms) => (ms === undefined ? "never" : `${(ms / 1000).toFixed(1)} s`);
