import type { Command } from "commander";
import { type AddCommand, part } from "../session.ts";
import { say, sayJson } from "../terminal.ts";

export const addKey: AddCommand = (npc, open) => {
  const key = npc
    .command("key")
    .summary("make, list and revoke the keys of universes")
    .description(
      `A key is shown once, when it is made: the relay keeps its hash. A universe may have two valid keys, so that one can be
changed for the other. Put it into the experience's secrets store as TownsfolkRelayKey, with the relay's address as
TownsfolkRelayUrl. A revoked key is dead at once.`,
    );
  key.command("create <universe>").action(async (universe: string, _options: unknown, command: Command) => {
    const { relay, isJson } = open(command);
    const made = await relay.send<{ universe: string; id: string; key: string }>("POST", KEYS, { universe });
    if (isJson) sayJson(made);
    else say(`The key of ${made.universe}, which nobody will see again:\n\n  ${made.key}\n`);
  });
  key.command("list").action(async (_options: unknown, command: Command) => {
    const { relay, isJson } = open(command);
    const { keys } = await relay.get<{ keys: Key[] }>(KEYS);
    if (isJson) keys.forEach(sayJson);
    else if (keys.length === 0) say("No universe has a key.");
    else keys.forEach((one) => say(line(one)));
  });
  key.command("revoke <id>").action(async (id: string, _options: unknown, command: Command) => {
    const { relay, isJson } = open(command);
    await relay.send("DELETE", `${KEYS}/${part(id)}`, {});
    if (isJson) sayJson({ revoked: id });
    else say(`${id} is revoked.`);
  });
};

const KEYS = "/v1/admin/keys";

interface Key {
  id: string;
  universe: string;
  createdAt: string;
  revokedAt: string | null;
  usedAt: string | null;
}

const line = ({ id, universe, createdAt, revokedAt, usedAt }: Key): string =>
  `${id}  ${universe}  made ${createdAt}, ${usedAt === null ? "never used" : `last used ${usedAt}`}${revokedAt === null ? "" : `, revoked ${revokedAt}`}`;
