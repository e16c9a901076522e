import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { isPackage } from "../../lib/own-command.ts";
import { addBackup } from "./commands/backup.ts";
import { asCompliance } from "./commands/compliance.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addInit } from "./commands/init.ts";
import { addNew } from "./commands/new.ts";
import { runCommand } from "./run-command.ts";
import { NPC_HELP, withNpcCommands } from "./run-npc.ts";

const RUNNING = "For a running relay:";
const HERE = "For this folder:";

/** Everything that can be done beside running the relay. Answers with the exit code. */
export function runTownsfolk([first, ...rest]: string[]): Promise<number> {
  const stop = new AbortController();
  // As in the repository, where `npm run npc` has these commands alone.
  const args = first === "npc" ? rest : [...(first === undefined ? [] : [first]), ...rest];
  const program = new Command(isPackage ? "npx townsfolk" : "npm run townsfolk --")
    .description(
      "NPCs for Roblox that players can talk to. Without a command it starts the relay, with the sheets in npcs/.",
    )
    .version(version(), "-V, --version", "print the version")
    .optionsGroup("Options for a running relay:")
    .commandsGroup(HERE);
  program.command("start").summary("start the relay, as without a command").description("Starts the relay.");
  addInit(program);
  addNew(program);
  addDoctor(program);
  program.addCommand(asCompliance(new Command("compliance")));
  addBackup(program);
  for (const command of program.commands) command.configureHelp({ showGlobalOptions: false });
  return runCommand(
    withNpcCommands(program.commandsGroup(RUNNING), stop).addHelpText("after", NPC_HELP),
    args,
    stop,
    "townsfolk",
  );
}

const version = (): string => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")) as Manifest;
  return version;
};

interface Manifest {
  version: string;
}
