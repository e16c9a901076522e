import type { Command } from "commander";
import type { NpcSummary } from "../../npc-overview.ts";
import type { AddCommand } from "../session.ts";
import { say, sayJson, table } from "../terminal.ts";

export const addList: AddCommand = (npc, open) =>
  npc
    .command("list")
    .summary("list the NPCs, and what each has in the store")
    .description(
      `Lists the NPCs. CONVERSATIONS are open ones, KNOWS counts the players of whom the NPC knows something, TURNS are those in
the store, and COST is in US dollars, since the beginning. An NPC without a sheet plays no more; \`clean\` takes away
what is left of it.`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { relay, isJson } = open(command);
      const { npcs } = await relay.get<{ npcs: NpcSummary[] }>("/v1/admin/npcs");
      if (isJson) npcs.forEach(sayJson);
      else say(table([HEAD, ...npcs.map(rowOf)]));
    });

const HEAD = ["NPC", "NAME", "MEMORY", "MODEL", "CONVERSATIONS", "KNOWS", "TURNS", "COST"];

const rowOf = ({ id, sheet, conversations, memories, turns, usd }: NpcSummary) => [
  id,
  sheet?.name ?? "(no sheet)",
  sheet?.memory ?? "",
  sheet?.model ?? "",
  conversations,
  memories,
  turns,
  usd.toFixed(4),
];
