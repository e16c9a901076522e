// Brings the embedded Letta beside this file, as its lock pins it. Its own package keeps 350 MB of harness out of the relay's
// dependencies. A failure here is not a failure of the install: the relay tries again at its start, and says what is missing.
import { spawnSync } from "node:child_process";

const ARGS = [
  "ci",
  "--ignore-scripts",
  "--omit=optional",
  "--no-audit",
  "--no-fund",
  // Whoever installs the relay for the whole machine does not mean this.
  "--global=false",
  "--location=project",
];
/** None of what opens something is npm's business. */
const OURS = /^(OPENAI|LETTA|RELAY|OPERATOR|METRICS|GATEWAY|ROBLOX)_/i;

const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
const npm = process.env.npm_execpath ?? "";
const options = { cwd: import.meta.dirname, env, stdio: "inherit" };
const { status, error } = /npm-cli\.c?js$/.test(npm)
  ? spawnSync(process.execPath, [npm, ...ARGS], options)
  : // By a shell, since npm is no program on Windows. No word of it comes from elsewhere.
    spawnSync(["npm", ...ARGS].join(" "), { ...options, shell: true });
if (status !== 0)
  console.warn(
    `The embedded Letta was not installed (${error?.message ?? `npm ended with ${status}`}). The relay tries it again at its start.`,
  );
