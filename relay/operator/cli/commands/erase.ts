import type { Command } from "commander";
import { type AddCommand, part, userId } from "../session.ts";
import { say, sayJson } from "../terminal.ts";

export const addErase: AddCommand = (npc, open) =>
  npc
    .command("erase")
    .summary("forget a player everywhere, and show a receipt")
    .description(
      `Forgets a player in every universe that knows them, or in the one of --universe, and shows a receipt for each. Erased are
the user id, the pseudonym, every turn, what NPCs know, and what Letta keeps; logs and metrics never held anything. Backups
and exports that you have made are yours to delete.`,
    )
    .argument("<player>", "a Roblox UserId", userId)
    .action(async (player: string, _options: unknown, command: Command) => {
      const { relay, isJson } = open(command);
      const erased = await relay.send<Erasure>("DELETE", `/v1/players/${part(player)}`, {});
      if (isJson) sayJson(erased);
      else if (erased.receipt === null) say("This player is not known here; there was nothing to forget.");
      else if (erased.erased === undefined) say(`Forgotten. Receipt ${erased.receipt}, done at ${erased.doneAt}.`);
      else
        for (const { universe, receipt, doneAt } of erased.erased)
          say(`Forgotten in ${universe}. Receipt ${receipt}, done at ${doneAt}.`);
    });

interface Done {
  receipt: string;
  requestedAt: string;
  doneAt: string;
}

/** `erased`: where no universe was named. */
type Erasure = { receipt: null } | (Done & { erased?: (Done & { universe: string })[] });
