// Brings the embedded Letta beside this file. Its own package keeps 350 MB of harness out of the relay's dependencies.
// A failure here is not a failure of the install: the relay then says at start why it uses the `direct` mind.
import { execFileSync } from "node:child_process";

const npm = process.env.npm_execpath;
if (npm === undefined) throw new Error("run me by npm: `npm ci` or `npm install` in the project's root");
try {
  const args = [
    "ci",
    "--prefix",
    import.meta.dirname,
    "--ignore-scripts",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
  ];
  execFileSync(process.execPath, [npm, ...args], { stdio: "inherit" });
} catch (error) {
  console.warn(`The embedded Letta was not installed (${error.message}). The relay will start without it and say so.`);
}
