// Everything that is checked, one after the other; `.ci/run` starts it. It installs the pinned Node itself, so it runs on any
// from 20.11 on, and needs no package.
import { runChecks } from "./run-checks.mjs";

const npm = (script, ...args) => ["npm", "run", "--silent", script, ...(args.length > 0 ? ["--", ...args] : [])];

/** A name, the seconds that it may take at most, and the command. `again`: what of it is repeated, by the files of failed tests. */
const CHECKS = [
  { name: "install", seconds: 900, command: ["npm", "ci", "--no-audit", "--no-fund"] },
  {
    name: "the checks' own logic",
    seconds: 60,
    command: ["node", "--test", ".ci/run-checks.test.mjs", ".ci/usage.test.mjs"],
  },
  { name: "format and lint", seconds: 600, command: npm("lint") },
  { name: "types", seconds: 300, command: npm("types") },
  { name: "dead code", seconds: 300, command: npm("dead") },
  { name: "audit", seconds: 120, command: npm("audit") },
  { name: "place", seconds: 300, command: npm("build:place") },
  { name: "the relay's package, in somebody's own folder", seconds: 900, command: npm("test:package") },
  { name: "tests", seconds: 3600, command: npm("test"), again: (files) => npm("test", ...files) },
  { name: "a real V1 server, with faults and recall", seconds: 2400, command: npm("test:letta-v1") },
  { name: "a real model", seconds: 600, command: npm("test:real-model") },
  { name: "the same against OpenAI, where there is a key", seconds: 600, command: npm("test:openai") },
  { name: "what is deployed: nginx, Caddy, Prometheus, systemd", seconds: 600, command: npm("test:deploy") },
  { name: "the library in three other games", seconds: 600, command: npm("test:proofs") },
  { name: "safety's rates", seconds: 120, command: npm("test:safety") },
  { name: "texts that are slow to judge", seconds: 120, command: npm("bench:safety", "--seconds", "20") },
  { name: "what a turn costs", seconds: 180, command: npm("bench:turn") },
  { name: "several relays, killed and replaced under load", seconds: 300, command: npm("chaos", "--seconds", "60") },
  { name: "faults", seconds: 900, command: npm("test:faults") },
  { name: "recall", seconds: 600, command: npm("bench:recall") },
  { name: "soak, short", seconds: 300, command: npm("soak", "--minutes", "1", "--players", "100") },
];

process.exitCode = await runChecks(CHECKS, { cwd: new URL("..", import.meta.url) });
