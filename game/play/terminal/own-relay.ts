import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PlayError } from "./options.ts";

export interface OwnRelay {
  url: string;
  key: string;
  operatorKey: string;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const LEASH = new URL("parent-watchdog.ts", import.meta.url).href;
const START_MS = 60_000;
const END_MS = 10_000;

/**
 * Starts a relay for one visit, on a free port and with a data folder of its own, since a relay that runs has locked the
 * usual one; nor is its store the database of `.env`, which would make it a relay of the town that is played there. It thinks
 * without Letta unless `MIND` in the environment says otherwise: so it is there in a second, and what it forgets again is
 * written into nobody's Letta. The rest is as `.env` has it, or `settings`.
 */
export async function startOwnRelay(signal: AbortSignal, settings: Record<string, string> = {}): Promise<OwnRelay> {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-play-"));
  const [key, operatorKey] = [newKey(), newKey()];
  const { MIND = "direct", ...environment } = process.env;
  const keys = { RELAY_KEYS: key, OPERATOR_KEYS: operatorKey };
  const store = { DATA_DIR: dataDir, DATABASE_URL: "" };
  const own = { MIND, HOST: "127.0.0.1", PORT: "0", ...keys, ...store, LOG_LEVEL: "error" };
  const child = spawn(process.execPath, ["--import", LEASH, join(ROOT, "relay/main.ts")], {
    cwd: ROOT,
    env: { ...environment, ...own, ...settings },
    // The watchdog listens on the channel. A group of its own keeps a terminal's Ctrl-C for the game, which then ends it in order.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const gone = once(child, "exit");
  const close = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    const late = setTimeout(() => child.kill("SIGKILL"), END_MS);
    await gone;
    clearTimeout(late);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const url = await addressOf(child, AbortSignal.any([signal, AbortSignal.timeout(START_MS)]));
    return { url, key, operatorKey, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const newKey = (): string => randomBytes(24).toString("hex");

async function addressOf(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (piece: Buffer) => {
      said = (said + piece.toString()).slice(-4000);
      const address = /address +(http:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
  }
  const give = () => reject(new PlayError(`The relay of this visit did not start.\n${said.trim()}`));
  child.once("exit", give);
  signal.addEventListener("abort", give);
  return promise;
}
