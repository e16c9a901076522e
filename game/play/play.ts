import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { type Options, PlayError, readOptions, USAGE } from "./terminal/options.ts";

/** Not imported above: without the development packages it could not be, and nobody would learn why. */
async function visitSquare(...given: [Options, AbortSignal]): Promise<void> {
  const { visitSquare: visit } = await import("./terminal/visit.ts").catch((cause: unknown) => {
    if ((cause as { code?: string }).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new PlayError("npm run play needs the development packages: npm ci, without --omit=dev.", { cause });
  });
  await visit(...given);
}

/** As the relay of this folder reads it. It is not made the visit's own: a relay that is started for it has other settings. */
function relayEnvironment(): Record<string, string | undefined> {
  return { ...(existsSync(".env") && parseEnv(readFileSync(".env", "utf8"))), ...process.env };
}

/** `npm run play`: the compiled game in a terminal, with no Studio. */
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
try {
  const options = readOptions(process.argv.slice(2), relayEnvironment());
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
