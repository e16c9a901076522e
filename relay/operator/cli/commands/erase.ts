import type { Command } from "commander";
import { type AddCommand, part, userId } from "../session.ts";
import { say, sayJson } from "../terminal.ts";

export const addErase: AddCommand = (npc, open) =>
  npc
    .command("erase")
    .summary("forget a player everywhere, and show a receipt")
    .description(
      `Forgets a player everywhere, and shows a receipt. Erased are the user id, the pseudonym, every turn, what NPCs know, and
what Letta keeps; logs and metrics never held anything. Backups and exports that you have made are yours to delete.
--universe names another universe than the default one.`,
    )
    .argument("<player>", "a Roblox UserId", userId)
    .action(async (player: string, _options: unknown, command: Command) => {
      const { relay, isJson } = open(command);
      const erased = await relay.send<Receipt>("DELETE", `/v1/players/${part(player)}`, {});
      if (isJson) sayJson(erased);
      else if (erased.receipt === null) say("This player is not known here; there was nothing to forget.");
      else say(`Forgotten. Receipt ${erased.receipt}, done at ${erased.doneAt}.`);
    });

type Receipt = { receipt: null } | { receipt: string; requestedAt: string; doneAt: string };
