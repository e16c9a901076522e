import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import type { Act, NpcCard, NpcsReply, TalkReply } from "../../../../game/townsfolk/wire/contract.ts";
import { NpcError } from "../cli-error.ts";
import { type AddCommand, type Session, userId } from "../session.ts";
import { complain, say, sayJson } from "../terminal.ts";

export const addTalk: AddCommand = (npc, open) =>
  npc
    .command("talk <npc>")
    .summary("talk with an NPC, line by line")
    .description(
      `Talks with an NPC. Each line is one turn, typed or from a pipe. An empty line is passed over; Ctrl-D ends. It is a talk
like every other: what is said goes to the model, counts for the budget, and is remembered as the sheet says.`,
    )
    .option("--player <id>", "who speaks, a Roblox UserId", userId, "1")
    .action(async (id: string, { player }: { player: string }, command: Command) => {
      const session = open(command);
      const { npcs } = await session.relay.get<NpcsReply>("/v1/npcs");
      const known = npcs.find((one) => one.id === id);
      if (!known) throw new NpcError(`There is no NPC "${id}"; there are ${npcs.map((one) => one.id).join(", ")}.`);
      await talkWith(session, known, player);
    });

async function talkWith({ relay, isJson, signal }: Session, npc: NpcCard, player: string): Promise<void> {
  const isTyped = process.stdin.isTTY && process.stdout.isTTY;
  if (isTyped && !isJson) say(`${npc.name}: ${npc.greeting}`);
  const output = isTyped && { output: process.stdout };
  const lines = createInterface({ input: process.stdin, ...output, prompt: "> ", signal });
  const state = { isClosed: false, isAwaited: false };
  lines.once("close", () => (state.isClosed = true));
  // While lines are typed the terminal hands Ctrl-C over as a key. Alone it ends the talk as Ctrl-D does.
  lines.on("SIGINT", () => {
    if (state.isAwaited) process.emit("SIGINT");
    else lines.close();
  });
  if (isTyped) lines.prompt();
  for await (const line of lines) {
    const text = line.trim();
    state.isAwaited = true;
    try {
      if (text !== "") {
        const reply = await relay.send<TalkReply>("POST", "/v1/talk", { npc: npc.id, player, text });
        if (isJson) sayJson(reply);
        else say(textFor(npc.name, reply));
      }
    } catch (error) {
      // Whoever types can say it in another way; a script cannot.
      if (!isTyped || signal.aborted || !(error instanceof NpcError)) throw error;
      complain(error.message);
    }
    state.isAwaited = false;
    if (isTyped && !state.isClosed) lines.prompt();
  }
}

const textFor = (name: string, { reply, acts, fallback }: TalkReply): string =>
  [`${name}: ${reply}`, ...acts.map(wordsFor), ...(fallback ? ["(a fallback line: no mind answered)"] : [])].join("\n");

const wordsFor = ({ name, ...args }: Act): string => {
  const given = Object.entries(args);
  const words = given.map(([argument, value]) => (given.length === 1 ? value : `${argument} ${value}`));
  return given.length > 0 ? `(${name}: ${words.join(", ")})` : `(${name})`;
};
