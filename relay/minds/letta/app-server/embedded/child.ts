import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Logger } from "../../../../observe/logger.ts";
import type { Address } from "../protocol/address.ts";
import type { Home } from "./home.ts";
import { LETTA } from "./prerequisites.ts";

export interface Child {
  /** Resolves when it listens. @throws with the last that it said, when it ends before. */
  address: Promise<Address>;
  /** Resolves when the process is gone. */
  gone: Promise<unknown>;
  /** Ends the process, if need be by force. */
  end(): Promise<void>;
}

const WATCHDOG = new URL("./parent-watchdog.mjs", import.meta.url).href;
const START_MS = 30_000;
const END_MS = 5_000;

/** Starts a Letta App Server on a loopback port that it chooses itself, so that nobody else can be listening there. */
export function startChild(home: Home, env: Record<string, string>, log: Logger): Child {
  const token = randomBytes(32).toString("hex");
  const hash = createHash("sha256").update(token).digest("hex");
  const listen = ["--listen", "ws://127.0.0.1:0", "--ws-auth", "capability-token", "--ws-token-sha256", hash];
  const child = spawn(process.execPath, ["--import", WATCHDOG, LETTA, "server", "--backend", "local", ...listen], {
    cwd: home.empty,
    env,
    // The watchdog listens on the channel. A group of its own keeps a terminal's Ctrl-C for the relay, which then ends it in order.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const gone = Promise.race([once(child, "exit"), once(child, "error")]).catch(() => undefined);
  const address = listening(child, gone, log).then((url) => ({ url, token }));
  address.catch(() => undefined);
  return { address, gone, end: () => end(child, gone) };
}

async function listening(child: ChildProcess, gone: Promise<unknown>, log: Logger): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const lastWords: string[] = [];
  const hear = (line: string) => {
    log.debug({ line }, "letta says");
    lastWords.splice(0, lastWords.length - 4, line);
    const url = /^Listening on (ws:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (url !== undefined) resolve(url);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on("line", hear);
  const timer = setTimeout(() => {
    reject(new Error(`Letta does not listen after ${START_MS / 1000} s.`));
    void end(child, gone);
  }, START_MS);
  void gone.then(() => reject(new Error(`Letta ended while it started. ${lastWords.join(" ")}`.trim())));
  return promise.finally(() => clearTimeout(timer));
}

async function end(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => killGroup(child), END_MS);
  await gone;
  clearTimeout(timer);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === "win32") child.kill("SIGKILL");
  else process.kill(-child.pid, "SIGKILL");
}
