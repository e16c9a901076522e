import { randomUUID } from "node:crypto";
import { open as openFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { checkFile } from "../../transfer/check-file.ts";
import { NpcError } from "../cli-error.ts";
import { type AddCommand, whyNot } from "../session.ts";
import { say, sayJson } from "../terminal.ts";
import { countsIn } from "./counts.ts";

export const addExport: AddCommand = (npc, open) =>
  npc
    .command("export <file>")
    .summary("write all that can be carried to another relay into a file")
    .description(
      `Players, conversations, what NPCs remember, turns, blocks written over sheets, and usage, as they are at one moment. The
relay goes on to serve meanwhile. The file is a SQLite database. It is there whole or not at all, replaces one of the same
name, and only you can read it.

It holds user ids and what children said: keep it like the store itself, and delete it when it has served. Whoever is
forgotten later is still in it. Not in it: sheets (copy relay/npcs), keys, and what Letta keeps.`,
    )
    .action(async (path: string, _options: unknown, command: Command) => {
      const { relay, isJson } = open(command);
      const target = resolve(path);
      const part = join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
      const file = await openFile(part, "wx", 0o600).catch(cannotWrite);
      try {
        for await (const piece of relay.download("/v1/admin/export")) await file.writeFile(piece);
        const counts = checkFile(part);
        await file.sync();
        await rename(part, target).catch(cannotWrite);
        if (isJson) sayJson({ file: target, counts });
        else say(`${target}: ${countsIn(counts)}`);
      } finally {
        await file.close();
        await rm(part, { force: true });
      }
    });

function cannotWrite(error: unknown): never {
  throw new NpcError(`The file cannot be written: ${whyNot(error)}`);
}
