import { type Command, Option } from "commander";
import type { RelayClient } from "../relay-client.ts";
import { type AddCommand, part, userId, wholeNumber } from "../session.ts";
import { indented, say, sayJson } from "../terminal.ts";

export const addHistory: AddCommand = (npc, open) =>
  npc
    .command("history")
    .summary("show what a player and an NPC said to each other, newest first")
    .description(
      `Shows what a player and an NPC said to each other, newest first. The words of a talk that is over are gone where the
sheet says memory: visit; that it took place is still told.`,
    )
    .argument("<npc>")
    .argument("<player>", "a Roblox UserId", userId)
    .option("--limit <N>", "so many turns at most", wholeNumber, 20)
    .addOption(new Option("--all", "every turn in the store").conflicts("limit"))
    .action(async (id: string, player: string, { limit, all }: Options, command: Command) => {
      const { relay, isJson } = open(command);
      const path = `/v1/npcs/${part(id)}/players/${part(player)}/turns`;
      let told = 0;
      for await (const turn of turnsOf(relay, path, all === true ? Infinity : limit)) {
        told += 1;
        if (isJson) sayJson(turn);
        else say(textFor(turn, id));
      }
      if (told === 0 && !isJson) say("They have not spoken, or it is forgotten.");
    });

interface Options {
  limit: number;
  all?: boolean;
}

async function* turnsOf(relay: RelayClient, path: string, limit: number): AsyncGenerator<Turn> {
  let before = "";
  for (let left = limit; left > 0;) {
    const page = await relay.get<Page>(`${path}?limit=${Math.min(left, PAGE)}${before}`);
    yield* page.turns;
    left -= page.turns.length;
    if (page.next === undefined) return;
    before = `&before=${part(page.next)}`;
  }
}

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
