import type { Command } from "commander";
import type { Finding } from "../../doctor/finding.ts";
import { say, sayJson } from "../terminal.ts";

/** `townsfolk doctor`: what is well, what is not, and what to do. */
export const addDoctor = (program: Command): Command =>
  program
    .command("doctor")
    .summary("say what is well, what is not, and what to do")
    .description(
      `Looks at everything that the relay of this folder needs and says a line each: ok, warn or broken, and what to do. The
model is asked for one word, as at the start. The sheets are compared with the game's place: NPCs without a sheet, sheets of
nobody, acts and things that nothing declares. Nothing is changed. Exit code 1 where something is broken.`,
    )
    .option(
      "--place <file>",
      "the game's place or model (.rbxl, .rbxlx, .rbxm, .rbxmx), or its Rojo project (default: the one in this folder)",
    )
    .option("--json", "print JSON, one line each")
    .action(async ({ place }: { place?: string }, command: Command) => {
      // Only now: it loads all that the relay is made of.
      const { examine } = await import("../../doctor/examine.ts");
      const findings = await examine(place);
      if (command.optsWithGlobals<{ json?: true }>().json === true) findings.forEach(sayJson);
      else say(findings.map(lineOf).join("\n"));
      if (findings.some(({ state }) => state === "broken")) process.exitCode = 1;
    });

const lineOf = ({ what, state, found, todo }: Finding): string =>
  `${state.padEnd(6)}  ${what.padEnd(8)}  ${found}${todo === undefined ? "" : `\n${" ".repeat(18)}→ ${todo}`}`;
