import { statSync } from "node:fs";
import type { Command } from "commander";
import { NpcError } from "../cli-error.ts";

/** Makes a command the one that says what settings and sheets mean under Roblox's rules. Exit code 1 where one is broken. */
export const asCompliance = (command: Command): Command =>
  command
    .summary("what settings and sheets mean for Roblox's questionnaire, and what is missing")
    .description(
      `What the settings, and the sheets of the folder or else the relay's own, mean under Roblox's rules: the answers to the
maturity questionnaire, who is sent what, and what is still to do. Exit code 1 where a rule is broken.`,
    )
    .argument("[folder]", "of sheets")
    .action(async (folder: string | undefined) => {
      if (folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
        throw new NpcError(`${folder} is no folder: name one that has sheets, or none for those that the relay plays.`);
      // Only now: it loads what all words are judged by.
      const { comply } = await import("../../compliance/comply.ts");
      try {
        await comply(folder);
      } catch (error) {
        process.stderr.write(`BROKEN RULES or settings\n${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      }
    });
