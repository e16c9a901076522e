import type { Command } from "commander";
import { isPackage } from "../../../lib/own-command.ts";
import { carryOut } from "../../init/carry-out.ts";
import { planInit } from "../../init/plan.ts";
import type { Step } from "../../init/step.ts";
import { NpcError } from "../cli-error.ts";
import { whyNot } from "../session.ts";
import { indented, say } from "../terminal.ts";

/** `townsfolk init`: makes this folder one in which a relay plays its own NPCs. */
export const addInit = (program: Command): Command =>
  program
    .command("init")
    .summary("write npcs/, .env and what the Roblox game in this folder needs")
    .description(
      `Writes npcs/ (a copy of the shipped town), .env with every setting explained, the lines of .gitignore, and what the Rojo
or roblox-ts game in this folder needs. A file that is there is not changed: what to add to it is said. Doing it twice
changes nothing.`,
    )
    .option("--dry-run", "only show what would be written")
    .action(({ dryRun }: { dryRun?: true }) => {
      const steps = planInit(process.cwd());
      const failed = dryRun === true ? steps.map(show) : steps.map(perform);
      const todo = steps.flatMap((step) => (step.kind === "do" ? [step.what] : []));
      if (todo.length > 0)
        say(`\nFor you to do:\n${todo.map((what) => `- ${indented(what, 2).trimStart()}`).join("\n")}`);
      if (dryRun !== true)
        say(
          `\nNext: ${isPackage ? "npx townsfolk" : "npm start"}, and in a second terminal ${DOCTOR}: what is still missing`,
        );
      if (failed.includes(true)) throw new NpcError("Not everything could be written.");
    });

const DOCTOR = isPackage ? "npx townsfolk doctor" : "npm run doctor";

function show(step: Step): boolean {
  if (step.kind === "write")
    say(`would write  ${step.file}${step.file.startsWith("src/") ? `\n${indented(step.text, 15)}` : ""}`);
  if (step.kind === "append") say(`would add    ${step.lines.join(", ")} to ${step.file}`);
  if (step.kind === "keep") say(`keeps        ${step.file}: ${step.why}`);
  return false;
}

/** Answers with whether it failed. */
function perform(step: Step): boolean {
  try {
    carryOut(process.cwd(), step);
  } catch (error) {
    if (step.kind === "write" || step.kind === "append") say(`could not write  ${step.file}: ${whyNot(error)}`);
    return true;
  }
  if (step.kind === "write") say(`wrote  ${step.file}`);
  if (step.kind === "append") say(`added  ${step.lines.join(", ")} to ${step.file}`);
  if (step.kind === "keep") say(`kept   ${step.file}: ${step.why}`);
  return false;
}
