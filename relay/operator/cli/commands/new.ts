import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { newSheetsFolder } from "../../../config/sheets-folder.ts";
import { ownCommand } from "../../../lib/own-command.ts";
import { NpcError, wrongUsage } from "../cli-error.ts";
import { whyNot } from "../session.ts";
import { say } from "../terminal.ts";

/** `townsfolk new <id>`: a sheet to begin with. */
export const addNew = (program: Command): Command =>
  program
    .command("new")
    .summary("write a sheet for a new NPC, with every field explained")
    .description(
      "Writes a sheet for a new NPC into npcs/, with every field explained, and checks it as the relay does.",
    )
    .argument("<id>", "of the NPC: small letters, digits, - and _, at most 32")
    .action(async (id: string) => {
      const { isNpcId, readSheet } = await import("../../../cast/read-sheet.ts");
      const { newSheet } = await import("../../init/new-sheet.ts");
      const folder = newSheetsFolder();
      const file = join(folder, `${id}.md`);
      const shown = relative(".", file);
      if (!isNpcId(id))
        throw wrongUsage(`"${id}" is no id: small letters, digits, - and _, at most 32, the first no - or _.`);
      if (id === "world") throw wrongUsage("world.md is what everybody in town knows, and no NPC: take another id.");
      const text = newSheet(id);
      readSheet(shown, text);
      if (existsSync(file)) throw new NpcError(`${shown} is there already, and stays as it is.`);
      write(folder, file, text);
      say(nextSteps(shown, id, readdirSync(folder).filter((name) => name.endsWith(".md")).length === 1));
    });

function write(folder: string, file: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    throw new NpcError(`${file} cannot be written: ${whyNot(error)}.`);
  }
}

const nextSteps = (file: string, id: string, isAlone: boolean): string => `\
Written and checked: ${file}

  1. Change its lines, and say below them who the NPC is. A running relay plays it at once${isAlone ? ", and then this one\n     alone, in place of the shipped town (start it anew if it runs)" : ""}.
  2. In Studio, on the NPC's Model (in the Properties window):
       Tags         TownsfolkNpc
       Attributes   TownsfolkId, a string: ${id}
  3. Here: ${ownCommand(`talk ${id}`)}`;
