import { PlayError, readOptions, USAGE } from "./terminal/options.ts";
import { visitSquare } from "./terminal/visit.ts";

/** `npm run play`: the compiled game in a terminal, with no Studio. */
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
try {
  const options = readOptions(process.argv.slice(2));
  if (options.isHelp) process.stdout.write(USAGE);
  else await visitSquare(options, stop.signal);
} catch (error) {
  // Who has left need not hear of what was broken off by it.
  if (!stop.signal.aborted) {
    const problem = error instanceof Error ? (error instanceof PlayError ? error.message : error.stack) : String(error);
    process.stderr.write(`${problem ?? ""}\n`);
    process.exitCode = 1;
  }
}
