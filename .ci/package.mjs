// The relay as a stranger gets it: packed, installed into an empty folder elsewhere, and talked with there; then again on the
// oldest Node that it promises. Prints how long each step took. npm's cache is used where it has what is needed.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OLDEST = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}@22.19.0`;
const BIN = "node_modules/townsfolk/relay/bin.mjs";
const QUIET = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel", "error"];
const PATIENCE_MS = 240_000;
const AGAIN_MS = 50;
/** As in a terminal of the stranger's: what npm told us about ourselves is nothing to them. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/i.test(name)));
const folder = mkdtempSync(join(tmpdir(), "a game of somebody's "));

try {
  timed("packed", () => npm(ROOT, "run", "build:package", "--silent"));
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  npm(folder, "init", "-y");
  const began = Date.now();
  timed("installed", () => npm(folder, "install", ...QUIET, join(ROOT, `dist/townsfolk-${version}.tgz`)));
  isCompiled();
  npm(folder, "exec", "--", "townsfolk", "init");
  for (const name of ["npcs/guard.md", "npcs/world.md", ".env", ".gitignore"])
    assert(existsSync(join(folder, name)), name);

  await withRelay(process.execPath, async (relay) => {
    const first = await relay.talk("guard", "Is the road safe?");
    print("from the empty folder to the first answer", Date.now() - began);
    assert.match(first.reply, /Safe until dusk/);
    await until(() => relay.output().includes("Ctrl-C ends it."), relay);
    assert.match(relay.output(), /mind +(direct, until the embedded Letta has been fetched|letta-app-server)/);
    assert.match(relay.output(), new RegExp(`sheets +${literal(join(folder, "npcs"))}`));
    await until(async () => (await relay.ready()).mind === "letta-app-server", relay);
    print("until the embedded Letta was there", Date.now() - began);
    for (const npc of ["guard", "innkeeper", "merchant"]) {
      const { reply, mind, fallback } = await relay.talk(npc, "Hello!");
      assert.deepEqual(
        { npc, mind, fallback, said: reply !== "" },
        { npc, mind: "letta-app-server", fallback: undefined, said: true },
      );
    }
    print("until all three had answered on it", Date.now() - began);
    npm(folder, "exec", "--", "townsfolk", "new", "old_miller");
    await until(
      async () => (await relay.talk("old_miller", "Who are you?")).reply === "You may call me Old Miller.",
      relay,
    );
    assert.match(npm(folder, "exec", "--", "townsfolk", "list", "--url", relay.url), /^old_miller +Old Miller/m);
    print("until a new sheet was played and listed", Date.now() - began);
  });
  assert(existsSync(join(folder, ".townsfolk/townsfolk.db")));

  const elsewhere = mkdtempSync(join(tmpdir(), "node-"));
  npm(elsewhere, "init", "-y");
  timed(`installed ${OLDEST}`, () => npm(elsewhere, "install", ...QUIET, OLDEST));
  const [oldest] = globSync(join(elsewhere, "node_modules/node-*/bin/node*"));
  for (const node of [process.execPath, oldest]) {
    const again = Date.now();
    await withRelay(node, async (relay) => {
      assert.match((await relay.talk("innkeeper", "Do you have a room?")).reply, /room under the roof/);
      print(
        `a second start, to the first answer, on Node ${node === oldest ? OLDEST : process.version}`,
        Date.now() - again,
      );
    });
  }
  rmSync(elsewhere, { recursive: true, force: true });
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function withRelay(node, use) {
  const port = await freePort();
  const child = spawn(node, [BIN], { cwd: folder, env: { ...env, PORT: String(port) } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const ask = async (path, body) => {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`The relay has ended.\n${output}`);
      const headers = { authorization: "Bearer dev" };
      const request = { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, request).catch(() => sleep(AGAIN_MS));
      if (response) return response.json();
    }
  };
  let player = 0;
  try {
    await use({
      // Each time somebody else, whom nobody has met.
      talk: (npc, text) => ask("/v1/talk", { npc, player: ++player, text }),
      ready: () => ask("/readyz"),
      url: `http://127.0.0.1:${port}`,
      output: () => output,
    });
  } catch (error) {
    process.stderr.write(output);
    throw error;
  } finally {
    const ended = once(child, "exit");
    child.kill("SIGINT");
    await ended;
  }
  assert.equal(child.exitCode ?? 0, 0, output);
}

async function until(isSo, relay) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It has not come to be.\n${relay.output()}`);
    await sleep(500);
  }
}

/** What is installed is compiled, and nothing of it is for developing it. */
function isCompiled() {
  const ours = globSync("**/*", { cwd: join(folder, "node_modules/townsfolk") });
  assert.deepEqual(
    ours.filter((name) => /\.tsx?$|\.spec\.|(^|[\\/])(test|bench)([\\/]|$)/.test(name)),
    [],
  );
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const installed = Object.keys(devDependencies).filter((name) => existsSync(join(folder, "node_modules", name)));
  assert.deepEqual(installed, []);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** Answers with what it printed. @throws with that, where it fails. */
function npm(cwd, ...args) {
  const { npm_execpath: program } = process.env;
  if (program === undefined) throw new Error("Run me by npm: npm run test:package");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} ended with ${status}.\n${stdout}${stderr}`);
  return stdout;
}

function timed(what, act) {
  const began = Date.now();
  act();
  print(what, Date.now() - began);
}

function print(what, ms) {
  process.stdout.write(`${(ms / 1_000).toFixed(1).padStart(6)} s  ${what}\n`);
}

function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
