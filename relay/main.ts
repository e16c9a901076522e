import { setFlagsFromString } from "node:v8";
import { readConfig } from "./config.ts";
import { startRelay } from "./start.ts";
import { welcome } from "./welcome.ts";

// A relay waits for models nearly all of its time: it may as well be small. A fifth less memory, measured by `npm run bench`,
// together with the small young generation that `npm start` gives it.
for (const flag of ["--optimize-for-size", "--no-maglev"]) setFlagsFromString(flag);
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());

try {
  const relay = await startRelay(readConfig(), stop.signal);
  if (!stop.signal.aborted) process.stdout.write(welcome(relay));
} catch (error) {
  process.stderr.write(`\nTownsfolk did not start.\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = stop.signal.aborted ? 0 : 1;
}
