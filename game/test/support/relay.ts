import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../relay/main.ts", import.meta.url));
/** As with `npm start`: compiled once for all tests. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL("../../../node_modules/.cache/townsfolk", import.meta.url));
const KEY = "the-key-of-these-tests";
const WORDS = "words.yaml";

/** The real relay, as a process of its own. */
export interface TestRelay {
  url: string;
  key: string;
  /** Everything that it writes. */
  dataDir: string;
  /** The lines of its log so far, since it was last started. */
  log(): Record<string, unknown>[];
  /** Kills it, as a crash would. */
  crash(): Promise<void>;
  /** Starts it again, at the same address and on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface RelayOptions {
  /** The relay's entry. Default: this project's. */
  main?: string;
  /** Without it the NPCs are played by the rehearsal model. */
  modelUrl?: string;
  /** An operator's words for notices and care cards, as YAML. */
  words?: string;
  /** Settings, as in `.env`. */
  env?: Record<string, string>;
}

export async function openRelay(options: RelayOptions = {}): Promise<TestRelay> {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-relay-"));
  await writeFile(join(dataDir, WORDS), options.words ?? "{}");
  let running = await start(dataDir, 0, options);
  const { url } = running;

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const { child } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  return {
    url,
    key: KEY,
    dataDir,
    log: () => running.log(),
    crash: () => stop("SIGKILL"),
    async restart() {
      running = await start(dataDir, Number(new URL(url).port), options);
    },
    async close() {
      await stop("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** It runs in its own folder, so that the developer's `.env` plays no part. */
async function start(dataDir: string, port: number, { main = MAIN, modelUrl, env }: RelayOptions) {
  const child = spawn(process.execPath, [main], {
    cwd: dataDir,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE,
      HOST: "127.0.0.1",
      PORT: String(port),
      RELAY_KEYS: KEY,
      MIND: "direct",
      DATA_DIR: dataDir,
      LOG_LEVEL: "error",
      WORDS_FILE: WORDS,
      ...(modelUrl !== undefined && { OPENAI_BASE_URL: modelUrl, MODEL: "test-model" }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written += text));
  const log = () =>
    written
      .split("\n")
      .slice(0, -1)
      .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Record<string, unknown>] : []));
  return { child, log, url: await addressOf(child) };
}

async function addressOf(child: ChildProcess): Promise<string> {
  let said = "";
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const hear = (piece: Buffer | string): void => {
    said += piece.toString();
    const address = /address +(http:\S+)/.exec(said)?.[1];
    if (address !== undefined) resolve(address);
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  child.once("exit", () => reject(new Error(`the relay did not start:\n${said}`)));
  return promise;
}
