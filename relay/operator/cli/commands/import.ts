import { access, constants, stat } from "node:fs/promises";
import type { Command } from "commander";
import { MAX_BYTES, TABLES } from "../../transfer/format.ts";
import type { Screened } from "../../transfer/screen-file.ts";
import type { Imported } from "../../transfer/take-in.ts";
import { NpcError } from "../cli-error.ts";
import { type AddCommand, whyNot } from "../session.ts";
import { counted, say, sayJson } from "../terminal.ts";
import { countsIn } from "./counts.ts";

export const addImport: AddCommand = (npc, open) =>
  npc
    .command("import <file>")
    .summary("take in what `export` has written")
    .description(
      `The file is checked before anything is changed, and is taken in whole or not at all. Players wait for their answers while
it is written: do it before they come. Copy the sheets (relay/npcs) first: what was remembered from visit to visit is left
out where the sheet here does not say memory: player, and talks of NPCs without a sheet end. A visit in which nothing was
said for ten minutes is over here too. All words pass the gates that they would pass in a talk here.

What Letta kept of the conversations stays with the other relay's Letta. The first turn of each hands the newest ten
exchanges over to the Letta here; the mind \`direct\` reads all of them. A player who was forgotten after the export comes
back with it: forget them again.`,
    )
    .option("--merge", "add to what the relay has already, which wins; without it a relay that has anything refuses")
    .action(async (path: string, { merge }: { merge?: true }, command: Command) => {
      const { relay, isJson } = open(command);
      const url = `/v1/admin/import?merge=${merge === true ? 1 : 0}`;
      const imported = await relay.upload<Imported & { screened: Screened }>(url, path, await sizeOf(path));
      if (isJson) return sayJson(imported);
      say(`Taken in: ${countsIn(imported.taken)}.`);
      if (TABLES.some((name) => imported.kept[name] > 0)) say(`Here already, and kept: ${countsIn(imported.kept)}.`);
      if (imported.leftOut > 0)
        say(`Left out, because the sheets here do not keep them: ${imported.leftOut} memories.`);
      const { facts, words } = imported.screened;
      if (facts > 0) say(`Left out, because it is nothing to keep of a player: ${counted(facts, "line")} of memory.`);
      if (words > 0) say(`Left out, because it would not be heard here: ${counted(words, "line")} of talks.`);
      if (imported.withoutSheet.length > 0) say(`There is no sheet here for: ${imported.withoutSheet.join(", ")}.`);
    });

async function sizeOf(path: string): Promise<number> {
  const stats = await access(path, constants.R_OK)
    .then(() => stat(path))
    .catch((error: unknown) => {
      throw new NpcError(`${path} cannot be read: ${whyNot(error)}`);
    });
  if (!stats.isFile())
    throw new NpcError(`${path} cannot be read: it is ${stats.isDirectory() ? "a folder" : "no file"}`);
  const { size } = stats;
  if (size > MAX_BYTES) throw new NpcError(`${path} is over ${MAX_BYTES} bytes.`);
  return size;
}
