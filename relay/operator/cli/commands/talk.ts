import { createInterface } from "node:readline/promises";
import type { Act, NpcsReply, TalkReply } from "../../../../game/townsfolk/wire/contract.ts";
import { NpcError } from "../cli-error.ts";
import { type Command, numberFrom, textOption } from "../command.ts";
import { complain, say, sayJson } from "../terminal.ts";

export const talk: Command = {
  usage: "<npc> [--player N]",
  summary: "Talks with an NPC, line by line",
  details: `  --player N   Who speaks, a Roblox UserId. Default: 1

Each line is one turn, typed or from a pipe. An empty line is passed over; Ctrl-D ends. It is a
talk like every other: what is said goes to the model, counts for the budget, and is remembered as
the sheet says.`,
  words: [1, 1],
  options: { player: { type: "string" } },
  async run(call) {
    const player = numberFrom("--player", textOption(call, "player") ?? "1");
    const { npcs } = await call.relay.get<NpcsReply>("/v1/npcs");
    const npc = npcs.find(({ id }) => id === call.words[0]);
    if (!npc)
      throw new NpcError(`There is no NPC "${call.words[0] ?? ""}"; there are ${npcs.map(({ id }) => id).join(", ")}.`);
    const isTyped = process.stdin.isTTY && process.stdout.isTTY;
    if (isTyped && !call.isJson) say(`${npc.name}: ${npc.greeting}`);
    const lines = createInterface({
      input: process.stdin,
      ...(isTyped && { output: process.stdout }),
      prompt: "> ",
      signal: call.signal,
    });
    if (isTyped) lines.prompt();
    for await (const line of lines) {
      if (line.trim() !== "") {
        try {
          const reply = await call.relay.send<TalkReply>("POST", "/v1/talk", {
            npc: npc.id,
            player,
            text: line.trim(),
          });
          if (call.isJson) sayJson(reply);
          else say(textFor(npc.name, reply));
        } catch (error) {
          // Whoever types can say it in another way; a script cannot.
          if (!isTyped || !(error instanceof NpcError)) throw error;
          complain(error.message);
        }
      }
      if (isTyped) lines.prompt();
    }
  },
};

const textFor = (name: string, { reply, acts, fallback }: TalkReply): string =>
  [`${name}: ${reply}`, ...acts.map(wordsFor), ...(fallback ? ["(a fallback line: no mind answered)"] : [])].join("\n");

const wordsFor = (act: Act): string => (act.name === "give_item" ? `(gives: ${act.item})` : `(${act.name}s)`);
