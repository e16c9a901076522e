import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** Its package, its lock, and `install.mjs`, which brings it. */
export const HARNESS = join(import.meta.dirname, "harness");
export const LETTA = join(HARNESS, "node_modules/@letta-ai/letta-code/letta.js");
/** npm writes it when everything else is there. */
const DONE = join(HARNESS, "node_modules/.package-lock.json");

/** `engines` of Letta Code 0.32.18. */
const NODE = [22, 19] as const;

/** Whether all of it is there, and not what is left of an install that was broken off. */
export const isInstalled = (): boolean => existsSync(LETTA) && existsSync(DONE);

/** @throws saying what is missing and how to get it. */
export async function checkPrerequisites(env: Record<string, string>): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < NODE[0] || (major === NODE[0] && minor < NODE[1])) {
    throw new Error(
      `Letta needs Node ${NODE.join(".")} or newer, this is ${process.versions.node}: https://nodejs.org/en/download has a newer one.`,
    );
  }
  try {
    await promisify(execFile)("git", ["--version"], { env });
  } catch (cause) {
    throw new Error(
      "git is not on the PATH, and Letta keeps the memory of its agents in git: install it from https://git-scm.com/downloads.",
      { cause },
    );
  }
}
