import { access, constants, stat } from "node:fs/promises";
import type { Imported } from "../../transfer/row-importer.ts";
import { BODY_BYTES, KINDS } from "../../transfer/town-file.ts";
import { NpcError } from "../cli-error.ts";
import { type Command, whyNot } from "../command.ts";
import { say, sayJson } from "../terminal.ts";
import { countsIn } from "./counts.ts";

export const importTown: Command = {
  usage: "<file> [--merge]",
  summary: "Takes a town in that `export` has written",
  details: `  --merge   Adds to what the relay has already, which wins wherever both have the same. Without it a
            relay that has a town refuses.

The file is checked from its first line to its last before anything is changed, and is taken in whole
or not at all. Players wait for their answers while it is written (about a minute for a million
turns): do it before they come. Copy the sheets (relay/npcs) first: what was remembered from visit to
visit is left out where the sheet here does not say memory: player, and talks of NPCs without a sheet
end. A visit in which nothing was said for ten minutes is over here too.

What Letta kept of the conversations stays with the other relay's Letta. The first turn of each hands
the newest ten exchanges over to the Letta here; the mind \`direct\` reads all of them. A player who
was forgotten after the export comes back with it: forget them again.`,
  words: [1, 1],
  options: { merge: { type: "boolean" } },
  async run({ words: [path = ""], options, relay, isJson }) {
    const merge = options.merge === true ? 1 : 0;
    const imported = await relay.upload<Imported>(`/v1/admin/town?merge=${merge}`, path, await sizeOf(path));
    if (isJson) return sayJson(imported);
    say(`Taken in: ${countsIn(imported.taken)}.`);
    if (KINDS.some((kind) => imported.kept[kind] > 0)) say(`Here already, and kept: ${countsIn(imported.kept)}.`);
    if (imported.leftOut > 0) say(`Left out, because the sheets here do not keep them: ${imported.leftOut} memories.`);
    if (imported.withoutSheet.length > 0) say(`There is no sheet here for: ${imported.withoutSheet.join(", ")}.`);
  },
};

async function sizeOf(path: string): Promise<number> {
  const { size } = await access(path, constants.R_OK)
    .then(() => stat(path))
    .catch((error: unknown) => {
      throw new NpcError(`${path} cannot be read: ${whyNot(error)}`);
    });
  if (size > BODY_BYTES) throw new NpcError(`${path} is over ${BODY_BYTES} bytes. A gzipped file is much smaller.`);
  return size;
}
