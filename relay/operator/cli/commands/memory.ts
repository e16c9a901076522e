import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { NpcError, wrongUsage } from "../cli-error.ts";
import { type AddCommand, part, userId, whyNot } from "../session.ts";
import { indented, say, sayJson } from "../terminal.ts";

export const addMemory: AddCommand = (npc, open) =>
  npc
    .command("memory")
    .summary("show or change memory: persona and world of an NPC, or what it knows of a player")
    .description(
      `Without a player: the blocks persona and world. With one: the block human, one fact a line. What is written over a
persona or world holds until --reset, or until somebody edits the sheet.`,
    )
    .argument("<npc>")
    .argument("[player]", "a Roblox UserId", userId)
    .option(
      "--set <block=text>",
      "write a block anew; `=@file` takes a file's text, `=` alone makes world or human empty, a persona never is. Several change all at once or not at all, " +
        "and are in the very next turn",
      (setting: string, before: string[]) => [...before, setting],
      [],
    )
    .option(
      "--reset <block>",
      "bring a block back to what the sheet says: persona or world",
      (block: string, before: string[]) => [...before, block],
      [],
    )
    .action(async (id: string, player: string | undefined, { set, reset }: Changes, command: Command) => {
      const { relay, isJson } = open(command);
      const path = `/v1/npcs/${part(id)}${player === undefined ? "" : `/players/${part(player)}`}/memory`;
      const changes = await changesIn(set, reset);
      const blocks = changes ? await relay.send<Blocks>("PATCH", path, changes) : await relay.get<Blocks>(path);
      if (isJson) return sayJson(blocks);
      const { version, ...values } = blocks;
      for (const [label, block] of Object.entries(values)) {
        if (typeof block === "string") continue;
        say(`${label} (${block.value.length} of ${block.limit} characters)\n${indented(block.value, 2)}\n`);
      }
      say(`version ${version}`);
    });

interface Changes {
  set: string[];
  reset: string[];
}

interface Blocks {
  [label: string]: { value: string; limit: number } | string;
  version: string;
}

async function changesIn(settings: string[], resets: string[]): Promise<Record<string, string | null> | undefined> {
  if (settings.length + resets.length === 0) return undefined;
  const stranger = resets.find((label) => !["persona", "world"].includes(label));
  if (stranger !== undefined) throw wrongUsage(`--reset: must be persona or world, not "${stranger}"`);
  const changes: Record<string, string | null> = Object.fromEntries(resets.map((label) => [label, null]));
  for (const setting of settings) {
    const [, label, value] = /^(\w+)=([\s\S]*)$/.exec(setting) ?? [];
    if (label === undefined || value === undefined)
      throw wrongUsage(`--set: must be block=text or block=@file, not "${setting}"`);
    if (label in changes) throw wrongUsage(`--set: ${label} is there twice, or also in --reset`);
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
