import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type HostileModel, startHostileModel } from "../support/hostile-model.ts";
import { filesIn, filesWith, isAlive } from "../support/letta-harness.ts";

describe("the embedded Letta as a process", () => {
  let model: HostileModel;
  let home: string;
  let parent: ChildProcess;
  let told: { letta: number; dataDir: string; reply: string };
  const SECRET = "sk-planted-in-the-environment-of-the-relay";

  beforeAll(async () => {
    model = await startHostileModel({ models: ["mira"] });
    home = await mkdtemp(join(tmpdir(), "home-"));
    parent = spawn(
      process.execPath,
      [join(import.meta.dirname, "../support/letta-parent.ts"), model.url, model.token],
      {
        env: { PATH: process.env["PATH"], HOME: home, OPENAI_API_KEY: SECRET, LETTA_API_KEY: SECRET, NODE_OPTIONS: "" },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    if (parent.stdout === null) throw new Error("the parent has no output");
    const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
    told = z.object({ letta: z.number(), dataDir: z.string(), reply: z.string() }).parse(JSON.parse(line));
  });
  afterAll(async () => {
    parent.kill("SIGKILL");
    await model.close();
    await rm(home, { recursive: true, force: true });
    await rm(told.dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  test("writes nothing to the home of whoever runs the relay", async () => {
    expect(told.reply).toBe("You said: hello");
    expect(await filesIn(home)).toEqual([]);
  });

  test("gets none of the relay's secrets, neither in its environment nor in its files", async () => {
    if (process.platform === "linux") {
      const environment = await readFile(`/proc/${told.letta}/environ`, "utf8");
      expect(environment).toContain(`HOME=${told.dataDir}`);
      expect(environment).not.toContain(SECRET);
    }
    expect(await filesWith(told.dataDir, SECRET)).toEqual([]);
    expect(await filesWith(told.dataDir, model.token)).toHaveLength(1);
  });

  test("does not outlive a relay that is killed", async () => {
    expect(isAlive(told.letta)).toBe(true);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    for (let waited = 0; isAlive(told.letta) && waited < 10_000; waited += 100) await sleep(100);
    expect(isAlive(told.letta)).toBe(false);
  });
});

test("the watchdog ends a process as soon as the channel to the relay breaks, also where no init adopts it", async () => {
  const watchdog = new URL("../../minds/letta/app-server/embedded/parent-watchdog.mjs", import.meta.url).href;
  const code = "setInterval(() => undefined, 1000)";
  const child = spawn(process.execPath, ["--import", watchdog, "--eval", code], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  await sleep(500);
  expect(child.exitCode ?? child.signalCode).toBeNull();
  const exit = once(child, "exit");
  const tooLate = setTimeout(() => child.kill("SIGKILL"), 5_000);
  child.disconnect();
  expect(await exit).toEqual([null, "SIGTERM"]);
  clearTimeout(tooLate);
});
