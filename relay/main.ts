import { readConfig } from "./config.ts";
import { startRelay } from "./start.ts";
import { welcome } from "./welcome.ts";

try {
  const relay = await startRelay(readConfig());
  process.stdout.write(welcome(relay));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void relay.close());
} catch (error) {
  process.stderr.write(`\nTownsfolk did not start.\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
