// Asks a real model, OpenAI's or that of any OpenAI-compatible server, for what can be asked of one: `npm run test:openai`.
// Costs a few cents at OpenAI. Arguments go to jest: `npm run test:openai -- -t direct`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..", "..");
if (existsSync(join(root, ".env"))) process.loadEnvFile(join(root, ".env"));
const { OPENAI_API_KEY, OPENAI_BASE_URL } = process.env;

if (OPENAI_API_KEY || OPENAI_BASE_URL) {
  const jest = join("node_modules", "jest", "bin", "jest.js");
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  const options = ["--runInBand", "--verbose", "--testTimeout=180000", "--testMatch=**/relay/test/openai/*.check.ts"];
  const args = [...flags, jest, ...options, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  [process.exitCode] = await once(child, "exit");
} else {
  process.stdout.write(
    "test:openai needs OPENAI_API_KEY, or OPENAI_BASE_URL of an OpenAI-compatible server; nothing was asked.\n",
  );
}
