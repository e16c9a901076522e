import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { verifyTown } from "../../transfer/read-town.ts";
import { NpcError } from "../cli-error.ts";
import { type Command, whyNot } from "../command.ts";
import { say, sayJson } from "../terminal.ts";
import { countsIn } from "./counts.ts";

export const exportTown: Command = {
  usage: "<file>",
  summary: "Writes the whole town into a file",
  details: `Players, conversations, what NPCs remember, turns, blocks written over sheets, and usage, as they are
at one moment. The relay goes on to serve meanwhile. The file is gzipped lines of JSON; plain ones
where its name ends with .ndjson. It is there whole or not at all, replaces one of the same name, and
only you can read it.

It holds user ids and what children said: keep it like the store itself, and delete it when it has
served. Whoever is forgotten later is still in it. Not in it: sheets (copy relay/npcs), keys, and
what Letta keeps.`,
  words: [1, 1],
  options: {},
  async run({ words: [path = ""], relay, isJson, signal }) {
    const target = resolve(path);
    const part = join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
    const file = await open(part, "wx+", 0o600).catch(cannotWrite);
    try {
      await write(relay.download("/v1/admin/town"), file, !target.endsWith(".ndjson"), signal);
      const { counts } = await verifyTown(file);
      await file.sync();
      await rename(part, target).catch(cannotWrite);
      if (isJson) sayJson({ file: target, counts });
      else say(`${target}: ${countsIn(counts)}`);
    } finally {
      await file.close();
      await rm(part, { force: true });
    }
  },
};

function cannotWrite(error: unknown): never {
  throw new NpcError(`The file cannot be written: ${whyNot(error)}`);
}

async function write(
  pieces: AsyncIterable<Uint8Array>,
  file: FileHandle,
  isPacked: boolean,
  signal: AbortSignal,
): Promise<void> {
  const save = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const piece of source) await file.writeFile(piece);
  };
  if (isPacked) await pipeline(pieces, createGzip(), save, { signal });
  else await pipeline(pieces, save, { signal });
}
