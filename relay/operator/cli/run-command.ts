import { type Command, CommanderError } from "commander";
import { NpcError } from "./cli-error.ts";
import { complain, say } from "./terminal.ts";

/** Does what the words ask for; answers with the exit code. Never throws: an error is one line. */
export async function runCommand(program: Command, args: string[], signal: AbortSignal, name = "npc"): Promise<number> {
  try {
    await quiet(program).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (signal.aborted) return 1;
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    complain(messageOf(error), name);
    if (error instanceof CommanderError) return 2;
    return error instanceof NpcError ? error.exitCode : 1;
  }
}

/** Commander prints help alone, and neither prints errors nor ends the process; nor do its subcommands. */
function quiet(command: Command): Command {
  for (const each of [command, ...command.commands.flatMap((child) => [child, ...child.commands])])
    each.configureOutput({ writeOut: (text) => say(text.trimEnd()), writeErr: () => undefined }).exitOverride();
  return command;
}

const messageOf = (error: unknown): string => {
  if (error instanceof CommanderError) return wordsOf(error);
  return error instanceof Error ? error.message : String(error);
};

/** Commander's own help is no message. */
const wordsOf = ({ code, message }: CommanderError): string =>
  code === "commander.help" ? "Say what to do; --help tells what there is." : message.replace(/^error: /, "");
