import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./place.mjs";

const TRIES = 600;
const AGAIN_MS = 200;

/** Starts a server and waits until `isReady`, asked again and again, says that it is. What it writes is kept in `log`. */
export async function startServer({ keep }, { program, args, options, log, isReady, stopSignal }) {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => void writeFile(log, data, { flag: "a" }));
  child.on("error", (error) => say(`${program}: ${error.message}`));
  keep(child, stopSignal);
  for (let tries = 0; tries < TRIES; tries++) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await isReady().catch(() => false)) return child;
    await sleep(AGAIN_MS);
  }
  throw new Error(`${program} did not start:\n${await endOf(log, 4000)}`);
}

/** The last characters of a log. */
export const endOf = async (log, characters) => (await readFile(log, "utf8").catch(() => "")).slice(-characters);

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
