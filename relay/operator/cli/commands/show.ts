import type { Command } from "commander";
import type { npcDetails } from "../../npc-overview.ts";
import { type AddCommand, part } from "../session.ts";
import { counted, indented, say, sayJson, table } from "../terminal.ts";

export const addShow: AddCommand = (npc, open) =>
  npc
    .command("show <npc>")
    .summary("show all of an NPC: its sheet as it is played, and what it has in the store")
    .description(
      "Shows all of an NPC. Persona and world are the sheet's, or what was written over it with `memory --set`.",
    )
    .action(async (id: string, _options: unknown, command: Command) => {
      const { relay, isJson } = open(command);
      const known = await relay.get<Details>(`/v1/admin/npcs/${part(id)}`);
      if (isJson) sayJson(known);
      else say(textFor(known));
    });

type Details = Awaited<ReturnType<typeof npcDetails>>;

function textFor(known: Details): string {
  const { acts, undeclared, limits } = known;
  const lists = table([
    ["npc", known.id],
    ["name", known.name],
    ["greeting", known.greeting],
    ["model", known.model],
    ["memory", known.memory],
    [
      "acts",
      Object.entries(acts)
        .map(([act, allowed]) => actLine(act, allowed, undeclared))
        .join("; "),
    ],
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
  return `${lists}\n\npersona\n${indented(known.persona, 2)}\n\nworld\n${indented(known.world, 2)}`;
}

function actLine(name: string, allowed: Details["acts"][string], undeclared: string[]): string {
  const only = allowed === true ? "" : `: ${Array.isArray(allowed) ? allowed.join(", ") : JSON.stringify(allowed)}`;
  return `${name}${only}${undeclared.includes(name) ? " (not declared by any game yet)" : ""}`;
}
