import { openCast } from "../../cast/cast.ts";
import { readConfig } from "../../config/config.ts";
import { createLogger } from "../../observe/logger.ts";
import { openPhrasebook } from "../../safety/phrasebook.ts";
import { assess } from "./assess.ts";
import { typedWords } from "./typed-words.ts";

/** Prints what the settings, and the sheets of a folder, mean under Roblox's rules. Sets exit code 1 where one is broken. */
export async function comply(given: string | undefined): Promise<void> {
  const config = readConfig();
  // Asked for the words alone: a mistake in them is one.
  openPhrasebook(config.wordsFile);
  // As if they were allowed to remember, so that all of what that means is told and not only that it is forbidden.
  const cast = openCast(given ?? config.sheetsDir, true, await createLogger("silent"), AbortSignal.abort());
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
