import { spawn } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { python, say, seconds } from "./place.mjs";

/** Direct, and then Letta's own way of asking, each keep their prompt read in a slot of this many tokens. */
const SLOTS = 2;
const CONTEXT = 4_096;
/** One core stays with the game and the relay: threads of llama.cpp that wait for each other starve. */
const THREADS = Math.max(1, availableParallelism() - 1);
const START_MS = 120_000;

/** Answers with the address of the model's server. */
export async function startModel(children) {
  const began = Date.now();
  const args = [join(import.meta.dirname, "serve.py"), SLOTS * CONTEXT, SLOTS, THREADS].map(String);
  const log = join(children.temp, "model.log");
  const { address } = await start(children, python, args, {}, log, /\baddress (http:\S+)/);
  const [model] = (await (await fetch(`${address}/v1/models`)).json()).data;
  const { n_params: parameters, size } = model.meta;
  const what = `${model.id}, ${(parameters / 1e6).toFixed(0)} million parameters in ${(size / 1e6).toFixed(0)} MB`;
  say(`${what}, on ${THREADS} thread(s), after ${seconds(Date.now() - began)}`);
  return address;
}

/** In its own folder, so that the developer's `.env` plays no part. */
export async function startRelay(children, mind, model) {
  const dataDir = await mkdtemp(join(children.temp, `${mind}-`));
  const key = "the-key-of-the-real-model";
  const env = {
    PATH: process.env.PATH,
    SystemRoot: process.env.SystemRoot,
    TEMP: process.env.TEMP,
    HOST: "127.0.0.1",
    PORT: "0",
    RELAY_KEYS: key,
    MIND: mind,
    DATA_DIR: dataDir,
    LOG_LEVEL: "warn",
    OPENAI_BASE_URL: `${model}/v1`,
  };
  const args = [join(import.meta.dirname, "relay.mjs")];
  const log = join(dataDir, "relay.log");
  const options = { cwd: dataDir, env };
  const { child, address } = await start(children, process.execPath, args, options, log, /address +(http:\S+)/);
  return { child, url: address, key, ledger: join(dataDir, "townsfolk.db"), mind };
}

/** Resolves with the address that the program names when it is ready. */
async function start({ keep }, program, args, options, log, address) {
  const child = spawn(program, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  keep(child);
  let said = "";
  const found = Promise.withResolvers();
  for (const stream of [child.stdout, child.stderr]) {
    // Each by itself: one may come amid a line of the other.
    let own = "";
    stream.on("data", (data) => {
      said = (said + data).slice(-20_000);
      own = (own + data).slice(-20_000);
      const match = address.exec(own);
      if (match) found.resolve(match[1]);
    });
  }
  child.once("error", found.reject);
  child.once("exit", () => {
    found.reject(new Error(`${program} did not start:\n${said}`));
    void writeFile(log, said).catch(() => undefined);
  });
  const late = setTimeout(() => found.reject(new Error(`${program} names no address:\n${said}`)), START_MS);
  return { child, address: await found.promise.finally(() => clearTimeout(late)) };
}
