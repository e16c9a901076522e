import { createInterface } from "node:readline/promises";
import type { Cleaning, Stuck } from "../../cleanup/clean.ts";
import { NpcError, wrongUsage } from "../cli-error.ts";
import { type Call, type Command, textOption } from "../command.ts";
import { counted, indented, say, sayJson } from "../terminal.ts";

export const clean: Command = {
  usage: "[--idle 30d] [--dry-run] [--yes] [--no-orphans]",
  summary: "Removes conversations long idle, and what nothing refers to, in Letta too",
  details: `  --idle <time>   Conversations in which nothing was said for so long go: days (30d) or hours (12h).
                  Default: 30d
  --dry-run       Shows what would go, and removes nothing
  --yes           Does it without being asked
  --no-orphans    Leaves alone what the mind has and the store does not know: where two relays with
                  stores of their own share one Letta, that may be the other's

With a conversation go its words, its thread in the mind, and what the NPC knows of the player, unless
the sheet says memory: player. Then go players of whom nothing is left, and in the mind the agents of
NPCs that have no sheet any more and every conversation of which the store knows nothing. It shows
all this and asks before.`,
  words: [0, 0],
  options: {
    idle: { type: "string" },
    "dry-run": { type: "boolean" },
    yes: { type: "boolean" },
    "no-orphans": { type: "boolean" },
  },
  async run(call) {
    const isDry = call.options["dry-run"] === true;
    const orphans = call.options["no-orphans"] !== true;
    const idle = secondsIn(textOption(call, "idle") ?? "30d");
    const path = `/v1/admin/clean?idle=${idle}&orphans=${orphans ? 1 : 0}`;
    const plan = await call.relay.get<Plan>(path);
    if (isDry && call.isJson) return sayJson(plan);
    if (!call.isJson) say(isEmpty(plan) ? "There is nothing to remove." : `To be removed:\n${textFor(plan)}`);
    if (isDry || isEmpty(plan)) return call.isJson ? sayJson(plan) : undefined;
    await askFirst(call);
    const { before } = plan;
    const done = await call.relay.send<Done>("POST", "/v1/admin/clean", { before, orphans });
    if (call.isJson) sayJson(done);
    else say(isEmpty(done) ? "Nothing was removed." : `Removed:\n${textFor(done)}`);
    const stuck = done.stuck.conversations + done.stuck.orphans.length;
    if (stuck > 0)
      throw new NpcError(`${stuck} could not be removed from the mind. They are still there; try again later.`);
  },
};

type Plan = Cleaning & { before: string };
type Done = Plan & { stuck: Stuck };

function secondsIn(text: string): number {
  const [, count, unit] = /^(\d{1,6})([dh])$/.exec(text) ?? [];
  if (count === undefined) throw wrongUsage(`--idle: must be days or hours, such as 30d or 12h, not "${text}"`);
  return Number(count) * (unit === "d" ? 86_400 : 3_600);
}

async function askFirst({ options, isJson, signal }: Call): Promise<void> {
  if (options.yes === true) return;
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
