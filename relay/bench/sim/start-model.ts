import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface ModelProcess {
  /** For `OPENAI_BASE_URL`. */
  url: string;
  stop(): void;
}

/** `toFirst`: milliseconds to the first token; `tokens`: a second. */
export async function startModel(toFirst: number, tokens: number): Promise<ModelProcess> {
  const args = [join(import.meta.dirname, "paced-model.ts"), String(toFirst), String(tokens)];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [address] = (await once(child.stdout, "data")) as [Buffer];
  const port = address.toString().trim().replace("address ", "");
  return { url: `http://127.0.0.1:${port}/v1`, stop: () => void child.kill() };
}
