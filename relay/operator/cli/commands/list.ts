import type { NpcSummary } from "../../npc-overview.ts";
import type { Command } from "../command.ts";
import { say, sayJson, table } from "../terminal.ts";

export const list: Command = {
  usage: "",
  summary: "Lists the NPCs, and what each has in the store",
  details: `CONVERSATIONS are open ones, KNOWS counts the players of whom the NPC knows something, TURNS are
those in the store, and COST is in US dollars, since the beginning. An NPC without a sheet plays no
more; \`clean\` takes away what is left of it.`,
  words: [0, 0],
  options: {},
  async run({ relay, isJson }) {
    const { npcs } = await relay.get<{ npcs: NpcSummary[] }>("/v1/admin/npcs");
    if (isJson) npcs.forEach(sayJson);
    else say(table([HEAD, ...npcs.map(rowOf)]));
  },
};

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
