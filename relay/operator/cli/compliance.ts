import { Command } from "commander";
import { asCompliance } from "./commands/compliance.ts";
import { runCommand } from "./run-command.ts";

const exitCode = await runCommand(
  asCompliance(new Command("npm run compliance --")),
  process.argv.slice(2),
  new AbortController(),
  "compliance",
);
if (exitCode !== 0) process.exitCode = exitCode;
