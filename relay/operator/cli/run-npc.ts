import { Command } from "commander";
import { readClientConfig } from "../../config/config.ts";
import { ownCommand } from "../../lib/own-command.ts";
import { wrongUsage } from "./cli-error.ts";
import { addClean } from "./commands/clean.ts";
import { addErase } from "./commands/erase.ts";
import { addExport } from "./commands/export.ts";
import { addHistory } from "./commands/history.ts";
import { addImport } from "./commands/import.ts";
import { addKey } from "./commands/key.ts";
import { addList } from "./commands/list.ts";
import { addMemory } from "./commands/memory.ts";
import { addShow } from "./commands/show.ts";
import { addTalk } from "./commands/talk.ts";
import { createRelayClient } from "./relay-client.ts";
import { runCommand } from "./run-command.ts";
import type { Session } from "./session.ts";

const COMMANDS = [addList, addShow, addTalk, addMemory, addHistory, addExport, addImport, addClean, addKey, addErase];

/** What an operator asks of a running relay, without the relay's other commands. Answers with the exit code. */
export function runNpc(args: string[]): Promise<number> {
  const stop = new AbortController();
  const npc = new Command(ownCommand("").trim()).description(
    "For operators: asks a running relay about its NPCs, and changes what it has stored.",
  );
  return runCommand(withNpcCommands(npc, stop).addHelpText("after", NPC_HELP), args, stop);
}

/** Adds the commands for a running relay, and the options that all of them have. */
export function withNpcCommands(program: Command, stop: AbortController): Command {
  program
    .option("--url <address>", "the relay (default: the one that .env sets up, else http://127.0.0.1:8787)")
    .option("--key <key>", "an operator's key (default: the first of OPERATOR_KEYS in .env or the environment)")
    .option("--universe <name>", "whose players are meant (default: default; for erase: every one's)")
    .option("--json", "print JSON, one line each result")
    .configureHelp({ showGlobalOptions: true });
  for (const add of COMMANDS) add(program, (command) => sessionFor(command, stop));
  return program;
}

export const NPC_HELP = `
<npc> is the name of a sheet without .md, <player> a Roblox UserId (Studio's test players: -1).
\`<command> --help\` tells more. Exit code: 0 done, 1 refused or failed, 2 asked in the wrong way.`;

/** `--url` and `--key`, or what `.env` and the environment say. From then on Ctrl-C ends what the relay is asked for. */
function sessionFor(command: Command, stop: AbortController): Session {
  const known = readClientConfig();
  const {
    url = known.url,
    key = known.key,
    universe,
    json: isJson = false,
  } = command.optsWithGlobals<{ url?: string; key?: string; universe?: string; json?: boolean }>();
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw wrongUsage(`--url: must be an address with its protocol, such as http://127.0.0.1:8787, not "${url}"`);
  if (key === undefined)
    throw wrongUsage(
      "There is no operator's key: give --key, or set OPERATOR_KEYS in .env (or in what the relay is started with)",
    );
  const where = { url: url.replace(/\/+$/, ""), key, ...(universe !== undefined && { universe }) };
  process.once("SIGINT", () => stop.abort());
  const { signal } = stop;
  return { relay: createRelayClient(where, signal), isJson, signal };
}
