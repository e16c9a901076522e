import { readConfig } from "./config.ts";
import { startRelay } from "./start.ts";
import { welcome } from "./welcome.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());

try {
  const relay = await startRelay(readConfig(), stop.signal);
  if (!stop.signal.aborted) process.stdout.write(welcome(relay));
} catch (error) {
  process.stderr.write(`\nTownsfolk did not start.\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = stop.signal.aborted ? 0 : 1;
}
