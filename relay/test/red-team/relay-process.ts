import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { speakTo } from "../support/relay.ts";

/** The relay as operators start it: a process of its own, of which a test sees what they see. */
export interface RelayProcess extends ReturnType<typeof speakTo> {
  url: string;
  pid: number;
  /** Everything that it has written to its log so far. */
  log(): string;
  /** Resolves when the process is gone: with its exit code, or the signal that killed it. */
  gone: Promise<number | string>;
  dataDir: string;
  close(): Promise<void>;
}

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** `variables` are those of `.env`. The development key is valid, for players and operators. */
export async function openRelayProcess(variables: Record<string, string>, nodeOptions: string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), "relay-"));
  const dataDir = join(folder, "data");
  await mkdir(join(folder, "cwd"));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...nodeOptions, MAIN], {
    cwd: join(folder, "cwd"),
    env: { PATH: process.env["PATH"], PORT: "0", DATA_DIR: dataDir, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  const opened = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      written += text;
      const url = /address {3}(http:\S+)/.exec(written)?.[1];
      if (url !== undefined) opened.resolve(url);
    });
  }
  const gone = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  void gone.then(() => opened.reject(new Error(`The relay ended while it started.\n${written}`)));
  const url = await opened.promise;
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    await gone;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { ...speakTo(url), url, pid: child.pid ?? 0, log: () => written, gone, dataDir, close } satisfies RelayProcess;
}
