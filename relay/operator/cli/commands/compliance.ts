import { statSync } from "node:fs";
import type { Command } from "commander";
import { openCast } from "../../../cast/cast.ts";
import { type Config, readConfig } from "../../../config/config.ts";
import { createLogger } from "../../../observe/logger.ts";
import { openPhrasebook } from "../../../safety/phrasebook.ts";
import { assess } from "../../compliance/assess.ts";
import { typedWords } from "../../compliance/typed-words.ts";
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
      try {
        await comply(readConfig(), folder);
      } catch (error) {
        process.stderr.write(`BROKEN RULES or settings\n${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      }
    });

async function comply(config: Config, folder = config.sheetsDir): Promise<void> {
  // Asked for the words alone: a mistake in them is one.
  openPhrasebook(config.wordsFile);
  // As if they were allowed to remember, so that all of what that means is told and not only that it is forbidden.
  const cast = openCast(folder, true, await createLogger("silent"), AbortSignal.abort());
  const { answers, label, whoCanPlay, guard, thirdParties, data, toDo, broken } = assess(config, cast.all());
  const list = (lines: string[]): string => lines.map((line) => `  - ${line}`).join("\n");
  const questions = answers
    .map(({ question, answer, because }) => `  ${question}\n    ${answer}: ${because}.`)
    .join("\n");
  process.stdout.write(
    [
      `Maturity questionnaire\n${questions}`,
      `Label\n  ${label}\n  Can be played by ${whoCanPlay}.`,
      `What players type\n${list(typedWords(process.cwd()))}`,
      `Judged by\n${list(guard)}`,
      `Sent to third parties\n${list(thirdParties)}`,
      `Kept\n${list(data)}`,
      `Still to do\n${list(toDo)}`,
      broken.length > 0 ? `BROKEN RULES\n${list(broken)}` : "No rule is broken.",
    ].join("\n\n") + "\n",
  );
  if (broken.length > 0) process.exitCode = 1;
}
