import { readFile } from "node:fs/promises";
import { NpcError, wrongUsage } from "../cli-error.ts";
import { type Call, type Command, listOption, numberFrom, part, whyNot } from "../command.ts";
import { indented, say, sayJson } from "../terminal.ts";

export const memory: Command = {
  usage: "<npc> [<player>] [--set block=@file|text ...]",
  summary: "Shows or changes memory: persona and world of an NPC, or what it knows of a player",
  details: `Without a player: the blocks persona and world. With one: the block human, one fact a line.

  --set <block>=<text>   Writes the block anew; \`=@file\` takes a file's text, \`=\` alone makes it
                         empty. Several change all at once or not at all, and are in the very next
                         turn.

What is written over a persona or world holds until somebody edits the sheet.`,
  words: [1, 2],
  options: { set: { type: "string", multiple: true } },
  async run(call) {
    const [npc, player] = call.words;
    const whose = player === undefined ? "" : `/players/${numberFrom("<player>", player)}`;
    const path = `/v1/npcs/${part(npc)}${whose}/memory`;
    const changes = await changesIn(call);
    const blocks = changes ? await call.relay.send<Blocks>("PATCH", path, changes) : await call.relay.get<Blocks>(path);
    if (call.isJson) return sayJson(blocks);
    const { version, ...values } = blocks;
    for (const [label, block] of Object.entries(values)) {
      if (typeof block === "string") continue;
      say(`${label} (${block.value.length} of ${block.limit} characters)\n${indented(block.value, 2)}\n`);
    }
    say(`version ${version}`);
  },
};

interface Blocks {
  [label: string]: { value: string; limit: number } | string;
  version: string;
}

async function changesIn(call: Call): Promise<Record<string, string> | undefined> {
  const settings = listOption(call, "set");
  if (settings.length === 0) return undefined;
  const changes: Record<string, string> = {};
  for (const setting of settings) {
    const [, label, value] = /^(\w+)=([\s\S]*)$/.exec(setting) ?? [];
    if (label === undefined || value === undefined)
      throw wrongUsage(`--set: must be block=text or block=@file, not "${setting}"`);
    if (label in changes) throw wrongUsage(`--set: ${label} is there twice`);
    changes[label] = value.startsWith("@") ? await textOf(value.slice(1)) : value;
  }
  return changes;
}

/** An editor ends a file with a line's end that is no part of the text. */
async function textOf(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).replace(/\r?\n$/, "");
  } catch (error) {
    throw new NpcError(`${file} cannot be read: ${whyNot(error)}`);
  }
}
