import type { Command } from "commander";
import { examine } from "../../doctor/examine.ts";
import type { Finding } from "../../doctor/finding.ts";
import { say, sayJson } from "../terminal.ts";

/** `townsfolk doctor`: what is well, what is not, and what to do. */
export const addDoctor = (program: Command): Command =>
  program
    .command("doctor")
    .summary("say what is well, what is not, and what to do")
    .description(
      `Looks at everything that the relay of this folder needs and says a line each: ok, warn or broken, and what to do. The
model is asked for one word, as at the start. Nothing is changed. Exit code 1 where something is broken.`,
    )
    .option("--json", "print JSON, one line each")
    .action(async (_options: unknown, command: Command) => {
      const findings = await examine();
      if (command.optsWithGlobals<{ json?: true }>().json === true) findings.forEach(sayJson);
      else say(findings.map(lineOf).join("\n"));
      if (findings.some(({ state }) => state === "broken")) process.exitCode = 1;
    });

const lineOf = ({ what, state, found, todo }: Finding): string =>
  `${state.padEnd(6)}  ${what.padEnd(8)}  ${found}${todo === undefined ? "" : `\n${" ".repeat(18)}→ ${todo}`}`;
