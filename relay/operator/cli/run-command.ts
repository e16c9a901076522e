import { type Command, CommanderError } from "commander";
import { NpcError } from "./cli-error.ts";
import { complain, say } from "./terminal.ts";

/** Does what the words ask for; answers with the exit code. Never throws: an error is one line. */
export async function runCommand(
  program: Command,
  args: string[],
  stop: AbortController,
  name = "npc",
): Promise<number> {
  // Whoever reads what is printed has closed it, as `head` does.
  process.stdout.on("error", () => stop.abort());
  try {
    await quiet(program).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 1;
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    complain(messageOf(error), name);
    if (error instanceof CommanderError) return 2;
    return error instanceof NpcError ? error.exitCode : 1;
  }
}

/** Commander prints help alone, and neither prints errors nor ends the process; nor do its subcommands. */
function quiet(command: Command): Command {
  for (const each of [command, ...command.commands.flatMap((child) => [child, ...child.commands])]) {
    // Lines are broken as wide as the terminal is, and not once more where the source breaks them.
    each.description(each.description().replace(/(?<!\n)\n(?!\n)/g, " "));
    each.configureOutput({ writeOut: (text) => say(text.trimEnd()), writeErr: () => undefined });
    each.exitOverride((error) => {
      throw withHelp(error, each);
    });
  }
  return command;
}

/** The error of a command that was asked in the wrong way, with where its words are told. */
function withHelp(error: CommanderError, command: Command): CommanderError {
  if (error.exitCode === 0) return error;
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  const what = error.code === "commander.help" ? "Say what to do" : error.message.replace(/^error: |\.?\s*$/g, "");
  return new CommanderError(error.exitCode, error.code, `${what}. What there is: ${names.join(" ")} --help`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
