import { createInterface } from "node:readline/promises";
import { type Command, InvalidArgumentError } from "commander";
import type { Cleaning, Stuck } from "../../cleanup/clean.ts";
import { NpcError } from "../cli-error.ts";
import type { AddCommand, Session } from "../session.ts";
import { counted, indented, say, sayJson } from "../terminal.ts";

export const addClean: AddCommand = (npc, open) =>
  npc
    .command("clean")
    .summary("remove conversations long idle, and what nothing refers to, in Letta too")
    .description(
      `Removes conversations long idle. With one go its words, its thread in the mind, and what the NPC knows of the player,
unless the sheet says memory: player. Then go players of whom nothing is left, and in the mind the agents of NPCs that have
no sheet any more and every conversation of which the store knows nothing. It shows all this and asks before.`,
    )
    .option(
      "--idle <time>",
      "conversations in which nothing was said for so long go: days (30d) or hours (12h)",
      seconds,
      2_592_000,
    )
    .option("--dry-run", "show what would go, and remove nothing")
    .option("--yes", "do it without being asked")
    .option("--no-orphans", "leave alone what the mind has and the store does not know: it may be another relay's")
    .option(
      "--gone <relay>",
      "the data folder of the relay of this name is no more, or the server of this mind (letta-api, letta-app-server): erasures wait no longer for what was there",
    )
    .action(async ({ idle, dryRun, yes, orphans, gone }: Options, command: Command) => {
      const session = open(command);
      const { relay, isJson } = session;
      const plan = await relay.get<Plan>(`/v1/admin/clean?idle=${idle}&orphans=${orphans ? 1 : 0}`);
      const isNothing = isEmpty(plan) && gone === undefined;
      if (!isJson) say(isEmpty(plan) ? "There is nothing to remove." : `To be removed:\n${textFor(plan)}`);
      if (dryRun === true || isNothing) return isJson ? sayJson(plan) : undefined;
      if (yes !== true && !isEmpty(plan)) await askFirst(session);
      const done = await relay.send<Done>("POST", "/v1/admin/clean", { before: plan.before, orphans, gone });
      if (isJson) sayJson(done);
      else say(isEmpty(done) ? "Nothing was removed." : `Removed:\n${textFor(done)}`);
      const stuck = done.stuck.conversations + done.stuck.orphans.length;
      if (stuck > 0)
        throw new NpcError(`${stuck} could not be removed from the mind. They are still there; try again later.`);
    });

interface Options {
  idle: number;
  dryRun?: true;
  yes?: true;
  orphans: boolean;
  gone?: string;
}

type Plan = Cleaning & { before: string };
type Done = Plan & { stuck: Stuck };

function seconds(text: string): number {
  const [, count, unit] = /^(\d{1,6})([dh])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError("It must be days or hours, such as 30d or 12h.");
  return Number(count) * (unit === "d" ? 86_400 : 3_600);
}

async function askFirst({ isJson, signal }: Session): Promise<void> {
  if (isJson || !process.stdin.isTTY || !process.stdout.isTTY)
    throw new NpcError("Nothing was removed: say --yes, since there is nobody to ask.");
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await asking.question("Remove all this? [y/N] ", { signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new NpcError("Nothing was removed.");
  } finally {
    asking.close();
  }
}

const isEmpty = ({ conversations, players, orphans }: Plan): boolean => conversations + players + orphans.length === 0;

/** Only what there is any of. */
function textFor({ before, conversations, turns, memories, players, mind, orphans }: Plan): string {
  const agents = orphans.filter(({ kind }) => kind === "agent").length;
  const threads = orphans.length - agents;
  const lines = [
    conversations > 0 && `${counted(conversations, "conversation")} in which nothing was said since ${before},`,
    conversations > 0 && `  with ${counted(turns, "turn")} and ${counted(memories, "memory", "memories")} of players`,
    players > 0 && `${counted(players, "player")} of whom nothing is left`,
    agents > 0 && `${counted(agents, "agent")} in ${mind} that the store does not know`,
    threads > 0 && `${counted(threads, "conversation")} in ${mind} that the store does not know`,
  ];
  return indented(lines.filter((line) => line !== false).join("\n"), 2);
}
