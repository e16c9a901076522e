import { wrongUsage } from "../cli-error.ts";
import { type Command, numberFrom, part, textOption } from "../command.ts";
import { indented, say, sayJson } from "../terminal.ts";

export const history: Command = {
  usage: "<npc> <player> [--limit N] [--all]",
  summary: "Shows what a player and an NPC said to each other, newest first",
  details: `  --limit N   So many turns at most. Default: 20
  --all       Every turn in the store

The words of a talk that is over are gone where the sheet says memory: visit; that it took place is still told.`,
  words: [2, 2],
  options: { limit: { type: "string" }, all: { type: "boolean" } },
  async run(call) {
    const [npc, player] = call.words;
    const limit = textOption(call, "limit");
    if (limit !== undefined && call.options.all === true) throw wrongUsage("--limit and --all exclude each other");
    const wanted = call.options.all === true ? Infinity : numberFrom("--limit", limit ?? "20");
    const path = `/v1/npcs/${part(npc)}/players/${numberFrom("<player>", player ?? "")}/turns`;
    let left = wanted;
    for (let before = ""; left > 0;) {
      const page = await call.relay.get<Page>(`${path}?limit=${Math.min(left, PAGE)}${before}`);
      for (const turn of page.turns) {
        if (call.isJson) sayJson(turn);
        else say(textFor(turn, npc ?? ""));
      }
      left -= page.turns.length;
      if (page.next === undefined) break;
      before = `&before=${part(page.next)}`;
    }
    if (left === wanted && !call.isJson) say("They have not spoken, or it is forgotten.");
  },
};

/** What the endpoint gives at once at most. */
const PAGE = 100;

interface Page {
  turns: Turn[];
  next?: string;
}

interface Turn {
  turn: string;
  status: string;
  text: string | null;
  reply: string | null;
  mind: string | null;
  reason: string | null;
  at: string;
  ms: number | null;
}

function textFor({ status, text, reply, mind, reason, at, ms }: Turn, npc: string): string {
  const told = [...(mind === null ? [] : [mind]), ...(ms === null ? [] : [`${ms} ms`])].join(", ");
  const words = text === null ? ["(forgotten)"] : [`player: ${text}`, `${npc}: ${reply ?? ""}`];
  return [
    `${at}  ${status}${reason === null ? "" : ` (${reason})`}  ${told}`,
    ...words.map((line) => indented(line, 2)),
  ].join("\n");
}
