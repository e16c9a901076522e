import { Command } from "commander";
import { openCast } from "../../cast/cast.ts";
import { readConfig } from "../../config/config.ts";
import { createLogger } from "../../observe/logger.ts";
import { openPhrasebook } from "../../safety/phrasebook.ts";
import { assess } from "../compliance/assess.ts";
import { typedWords } from "../compliance/typed-words.ts";

/**
 * `npm run compliance [folder]`: what the settings, and the sheets of the folder or else the relay's own, mean under Roblox's
 * rules. Exit code 1 where one is broken.
 */
const { args } = new Command("npm run compliance --")
  .description(
    `What the settings, and the sheets of the folder or else the relay's own, mean under Roblox's rules: the answers to the
maturity questionnaire, who is sent what, and what is still to do. Exit code 1 where a rule is broken.`,
  )
  .argument("[folder]", "of sheets")
  .parse();

try {
  const config = readConfig();
  // Asked for the words alone: a mistake in them is one.
  openPhrasebook(config.wordsFile);
  // As if they were allowed to remember, so that all of what that means is told and not only that it is forbidden.
  const cast = openCast(args[0] ?? config.sheetsDir, true, await createLogger("silent"), AbortSignal.abort());
  const { answers, label, whoCanPlay, thirdParties, data, toDo, broken } = assess(config, cast.all());
  const list = (lines: string[]): string => lines.map((line) => `  - ${line}`).join("\n");
  const questions = answers
    .map(({ question, answer, because }) => `  ${question}\n    ${answer}: ${because}.`)
    .join("\n");
  process.stdout.write(
    [
      `Maturity questionnaire\n${questions}`,
      `Label\n  ${label}\n  Can be played by ${whoCanPlay}.`,
      `What players type\n${list(typedWords(process.cwd()))}`,
      `Sent to third parties\n${list(thirdParties)}`,
      `Kept\n${list(data)}`,
      `Still to do\n${list(toDo)}`,
      broken.length > 0 ? `BROKEN RULES\n${list(broken)}` : "No rule is broken.",
    ].join("\n\n") + "\n",
  );
  if (broken.length > 0) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`BROKEN RULES or settings\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
