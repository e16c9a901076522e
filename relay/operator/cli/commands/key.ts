import { wrongUsage } from "../cli-error.ts";
import { type Command, part } from "../command.ts";
import { say, sayJson } from "../terminal.ts";

export const key: Command = {
  usage: "create <universe> | list | revoke <id>",
  summary: "Makes, lists and revokes the keys of universes",
  details: `A key is shown once, when it is made: the relay keeps its hash. A universe may have two valid keys, so that one can be
changed for the other. Put it into the experience's secrets store as TownsfolkRelayKey, with the relay's address as
TownsfolkRelayUrl. A revoked key is dead at once.`,
  words: [1, 2],
  options: {},
  async run({ words: [verb, what], isJson, relay }) {
    if (verb === "list" && what === undefined) {
      const { keys } = await relay.get<{ keys: Key[] }>(KEYS);
      if (isJson) keys.forEach(sayJson);
      else if (keys.length === 0) say("No universe has a key.");
      else keys.forEach((one) => say(line(one)));
    } else if (verb === "create" && what !== undefined) {
      const made = await relay.send<{ universe: string; id: string; key: string }>("POST", KEYS, { universe: what });
      if (isJson) sayJson(made);
      else say(`The key of ${made.universe}, which nobody will see again:\n\n  ${made.key}\n`);
    } else if (verb === "revoke" && what !== undefined) {
      await relay.send("DELETE", `${KEYS}/${part(what)}`, {});
      if (isJson) sayJson({ revoked: what });
      else say(`${what} is revoked.`);
    } else throw wrongUsage("key takes create <universe>, list, or revoke <id>");
  },
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
