import type { npcDetails } from "../../npc-overview.ts";
import { type Command, part } from "../command.ts";
import { counted, indented, say, sayJson, table } from "../terminal.ts";

export const show: Command = {
  usage: "<npc>",
  summary: "Shows all of an NPC: sheet, persona and world as they are played, what it has in the store",
  details:
    "Persona and world are what the NPC is played with now: the sheet's, or what was written over it with `memory --set`.",
  words: [1, 1],
  options: {},
  async run({ words: [npc], relay, isJson }) {
    const known = await relay.get<Awaited<ReturnType<typeof npcDetails>>>(`/v1/admin/npcs/${part(npc)}`);
    if (isJson) return sayJson(known);
    const { acts, limits } = known;
    const lists = table([
      ["npc", known.id],
      ["name", known.name],
      ["greeting", known.greeting],
      ["model", known.model],
      ["memory", known.memory],
      ["acts", [...(acts.wave ? ["wave"] : []), ...(acts.give_item ?? []).map((item) => `give ${item}`)].join(", ")],
      ["quick replies", known.quickReplies.join(" | ")],
      ["fallbacks", counted(known.fallbacks.length, "line")],
      [
        "limits",
        `persona ${limits.persona}, world ${limits.world}, human ${limits.human} characters; context ${known.context} tokens`,
      ],
      [
        "store",
        `${counted(known.conversations, "open conversation")}, knows ${counted(known.memories, "player")}, ${counted(known.turns, "turn")}, $${known.usd.toFixed(4)}`,
      ],
      ["version", known.version],
    ]);
    say(`${lists}\n\npersona\n${indented(known.persona, 2)}\n\nworld\n${indented(known.world, 2)}`);
  },
};
