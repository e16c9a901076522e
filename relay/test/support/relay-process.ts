import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export interface RelayProcess {
  url: string;
  child: ChildProcess;
  /** All that it has printed. */
  output(): string;
  /** @returns its exit code; null where the signal ended it. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

const ROOT = join(import.meta.dirname, "../../..");
const startOf = (root: string): string =>
  (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } }).scripts.start;
/** What `npm start` runs. */
export const start = startOf(ROOT);
const flagsOf = (root: string): string[] =>
  startOf(root)
    .split(" ")
    .slice(1, -1)
    .map((flag) => (flag.startsWith("./") ? pathToFileURL(join(root, flag)).href : flag));

/**
 * A relay in a process of its own, as `npm start` runs it, on a free port. It runs in its own folder, so that the developer's
 * `.env` plays no part. `root`: of another checkout.
 * @throws {Error} with what it printed, where it does not start.
 */
export async function startRelayProcess(
  dataDir: string,
  env: Record<string, string> = {},
  root = ROOT,
): Promise<RelayProcess> {
  const child = spawn(process.execPath, [...flagsOf(root), join(root, "relay/main.ts")], {
    cwd: dataDir,
    env: { PATH: process.env["PATH"], DATA_DIR: dataDir, PORT: "0", MIND: "direct", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  const read = (data: Buffer): void => {
    output += data.toString();
    const address = /address +(http:\S+)/.exec(output)?.[1];
    if (address !== undefined) resolve(address);
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  child.once("exit", () => reject(new Error(`The relay did not start:\n${output}`)));
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const [code] = (await once(child, "exit")) as [number | null];
    return code;
  };
  return { url: await url, child, output: () => output, stop };
}
