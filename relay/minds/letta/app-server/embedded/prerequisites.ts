import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** Where `harness/install.mjs` puts it. */
export const LETTA = join(import.meta.dirname, "harness/node_modules/@letta-ai/letta-code/letta.js");

/** `engines` of Letta Code 0.32.18. */
const NODE = [22, 19] as const;

/** @throws saying what is missing and how to get it. */
export async function checkPrerequisites(env: Record<string, string>): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < NODE[0] || (major === NODE[0] && minor < NODE[1])) {
    throw new Error(
      `Letta needs Node ${NODE.join(".")} or newer, this is ${process.versions.node}: start the relay by \`npm start\`, which uses the Node that \`npm ci\` has brought.`,
    );
  }
  if (!existsSync(LETTA)) {
    throw new Error("Letta Code is not installed: run `npm ci` again, and look for what its last lines say about it.");
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
