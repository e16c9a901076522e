import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = join(import.meta.dirname, "../..");

test("where Rojo's port is taken it serves at another, and says which to write into the plugin", async () => {
  const other = createServer().listen(34_872, "127.0.0.1");
  // Where somebody else has it already, it is as well.
  await Promise.race([once(other, "listening"), once(other, "error")]).catch(() => undefined);
  const rojo = spawn(process.execPath, ["game/play/serve-place.ts"], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [rojo.stdout, rojo.stderr]) stream.on("data", (data: Buffer) => (said += data.toString()));
  while (!said.includes("browser")) await Promise.race([once(rojo.stdout, "data"), once(rojo, "exit").then(fail)]);
  const port = /Port 34872 is taken.*This one is at (\d+)/.exec(said)?.[1] ?? "";
  // Rojo says so a moment before it listens.
  const ask = () => fetch(`http://127.0.0.1:${port}/api/rojo`).catch(() => undefined);
  let answer = await ask();
  for (let tries = 0; answer === undefined && tries < 100; tries++) answer = await sleep(50).then(ask);
  expect(answer?.status).toBe(200);
  rojo.kill("SIGTERM");
  await once(rojo, "exit");
  await expect(fetch(`http://127.0.0.1:${port}/api/rojo`)).rejects.toThrow("fetch failed");
  other.close();

  function fail(): never {
    throw new Error(said);
  }
});
