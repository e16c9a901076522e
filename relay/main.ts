import { setTimeout as sleep } from "node:timers/promises";
import { banner } from "./banner.ts";
import { readConfig } from "./config/config.ts";
import { misspeltNames } from "./config/misspelt.ts";
import { startRelay } from "./start.ts";

/** The banner waits so long for what is found of the model's server; the relay is open by then. */
const LOOK_MS = 1_500;
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
// What it and its Letta write holds what players said.
process.umask(0o077);

try {
  for (const { name, meant } of misspeltNames())
    process.stderr.write(`.env: ${name} is no setting, and is not read. Did you mean ${meant}?\n`);
  const relay = await startRelay(readConfig(), stop.signal);
  await Promise.race([relay.looked, sleep(LOOK_MS, undefined, { ref: false })]);
  if (!stop.signal.aborted) process.stdout.write(banner(relay));
  void relay.broken.then(async ({ message }) => {
    process.exitCode = 1;
    await relay.close();
    process.stderr.write(`\nTownsfolk has stopped.\n${message}\n`);
  });
} catch (error) {
  // Who has ended it need not hear of what was broken off by it.
  if (!stop.signal.aborted) {
    process.stderr.write(`\nTownsfolk did not start.\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
