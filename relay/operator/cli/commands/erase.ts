import { type Command, numberFrom } from "../command.ts";
import { say, sayJson } from "../terminal.ts";

export const erase: Command = {
  usage: "<player>",
  summary: "Forgets a player everywhere, and shows a receipt",
  details: `<player> is the Roblox UserId. Erased are the user id, the pseudonym, every turn, what NPCs know, and what Letta keeps;
logs and metrics never held anything. Backups and exports that you have made are yours to delete. --universe names another
universe than the default one.`,
  words: [1, 1],
  options: {},
  async run({ words: [player], isJson, relay }) {
    const erased = await relay.send<Receipt>("DELETE", `/v1/players/${numberFrom("<player>", player ?? "")}`, {});
    if (isJson) sayJson(erased);
    else if (erased.receipt === null) say("This player is not known here; there was nothing to forget.");
    else say(`Forgotten. Receipt ${erased.receipt}, done at ${erased.doneAt}.`);
  },
};

type Receipt = { receipt: null } | { receipt: string; requestedAt: string; doneAt: string };
