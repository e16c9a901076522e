// Runs the minds' behaviour suite on a real self-hosted V1 server, the last one of its kind: `letta<0.17` from PyPI.
//
//   node .ci/letta-v1.mjs                        installs it once (1 GB in ~/.cache/townsfolk/letta-v1) and runs all checks:
//                                                the suite, faults and recall, each server started once
//   node .ci/letta-v1.mjs pip node my-script.ts  runs a command of yours beside that one of the servers instead
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SERVERS } from "./letta-v1/checks.mjs";
import { install } from "./letta-v1/install.mjs";
import { GATEWAY_TOKEN, PASSWORD, startLetta } from "./letta-v1/letta.mjs";
import { say } from "./letta-v1/place.mjs";
import { startPostgres } from "./letta-v1/postgres.mjs";
import { startRedis } from "./letta-v1/redis.mjs";
import { endOf } from "./letta-v1/server.mjs";
import { endChild, withChildren } from "./shared/children.mjs";

const root = join(import.meta.dirname, "..");
const secondsSince = (began) => `${((Date.now() - began) / 1000).toFixed(1)} s`;

process.exitCode = await withChildren("letta-v1", async (children) => {
  say(`letta ${await install()}`);
  const [only, ...command] = process.argv.slice(2);
  const postgres = await startPostgres(children);
  // Side by side, since a server of Python's has one core busy.
  const kinds = Object.keys(SERVERS).filter((kind) => only === undefined || only === kind);
  const codes = await Promise.all(kinds.map((kind) => checkServer(children, kind, postgres, command)));
  return Math.max(0, ...codes);
});

async function checkServer(children, kind, postgres, command) {
  const { port, gatewayPort, redis, checks } = SERVERS[kind];
  const home = join(children.temp, kind);
  await mkdir(home);
  const began = Date.now();
  const databaseUrl = await postgres.create(`letta_${kind}`);
  const redisPort = redis ? await startRedis(children) : undefined;
  const { server, log } = await startLetta(children, { port, gatewayPort, home, databaseUrl, redisPort });
  say(`the ${kind} server listens on ${port}, after ${secondsSince(began)}`);
  const env = {
    ...process.env,
    TESTS_LOG_LEVEL: "warn",
    LETTA_V1_KIND: kind,
    LETTA_V1_URL: `http://127.0.0.1:${port}`,
    LETTA_V1_PASSWORD: PASSWORD,
    LETTA_V1_DATABASE: databaseUrl,
    LETTA_V1_DUMP: join(postgres.bin, "pg_dump"),
    LETTA_V1_HOME: home,
    LETTA_V1_GATEWAY: `${gatewayPort} ${GATEWAY_TOKEN}`,
  };
  let worst = 0;
  for (const check of command.length > 0 ? [{ name: command.join(" "), command }] : checks)
    worst = (await runBeside(kind, check, env)) || worst;
  say(`the server's memory at the end: ${await residentMegabytes(server.pid)} MB`);
  if (worst !== 0) say(`the server's log ends like this:\n${await endOf(log, 3000)}`);
  await endChild(server);
  return worst;
}

/** All of them run, whatever fails. What fails is told to FAILED_TESTS, where it is set; a suite does that test by test. */
async function runBeside(kind, { name, command: [program, ...args] }, env) {
  const began = Date.now();
  const child = spawn(program === "node" ? process.execPath : program, args, {
    cwd: root,
    stdio: ["inherit", "pipe", "pipe"],
    env,
  });
  const exited = once(child, "close");
  const warnings = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on("line", (line) => {
      if (line.startsWith('{"level":')) warnings.push(line.slice(0, 400));
      else process.stdout.write(`${kind}: ${line}\n`);
    });
  const [code] = await exited;
  // So that it can be read why another mind took over.
  if (code !== 0) say(`the relay's last warnings:\n${warnings.slice(-60).join("\n")}`);
  say(`${kind} server, ${name}: ${code === 0 ? "passed" : "failed"} after ${secondsSince(began)}`);
  const report = process.env.FAILED_TESTS;
  if (code !== 0 && name !== "suite" && report) await appendFile(report, `${kind} server, ${name}\n`);
  return code ?? 1;
}

async function residentMegabytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
}
