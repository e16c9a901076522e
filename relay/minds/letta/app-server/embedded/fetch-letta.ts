import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parsedJson } from "../../../../lib/json.ts";
import type { Logger } from "../../../../observe/logger.ts";
import { HARNESS, isInstalled } from "./prerequisites.ts";

const TELL_MS = 5_000;

/**
 * Brings the pinned Letta, about 330 MB, where `npm ci` or an operator has not, and logs how far it is. Ends with `signal`.
 * @throws with npm's last words.
 */
export async function fetchLetta(log: Logger, signal: AbortSignal): Promise<void> {
  const packages = await wantedPackages();
  signal.throwIfAborted();
  const child = spawn(process.execPath, [join(HARNESS, "install.mjs")], {
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that it can be ended with all that npm has started.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const lastWords: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => lastWords.splice(0, lastWords.length - 4, data.toString().trim()));
  const stop = (): void => {
    if (child.pid === undefined) return;
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, "SIGTERM");
  };
  signal.addEventListener("abort", stop);
  const tell = setInterval(() => {
    void presentOf(packages).then((present) =>
      log.info(`The embedded Letta is being fetched: ${present} of ${packages.length} packages.`),
    );
  }, TELL_MS);
  try {
    await Promise.race([once(child, "exit"), once(child, "error")]);
  } finally {
    clearInterval(tell);
    signal.removeEventListener("abort", stop);
  }
  if (!isInstalled()) throw new Error(`The embedded Letta could not be fetched. ${lastWords.join(" ")}`.trim());
  log.info("The embedded Letta is here.");
}

const lock = z.object({ packages: z.record(z.string(), z.object({ optional: z.boolean().optional() })) });

/** Where the packages of the lock go, without what Letta can do without. */
async function wantedPackages(): Promise<string[]> {
  const { packages } = lock.parse(parsedJson(await readFile(join(HARNESS, "package-lock.json"), "utf8")));
  return Object.entries(packages).flatMap(([path, { optional }]) => (path === "" || optional === true ? [] : [path]));
}

async function presentOf(packages: string[]): Promise<number> {
  const found = await Promise.allSettled(packages.map((path) => access(join(HARNESS, path, "package.json"))));
  return found.filter(({ status }) => status === "fulfilled").length;
}
