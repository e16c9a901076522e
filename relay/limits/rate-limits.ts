import { RelayError } from "../http/errors.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Talker } from "../store/conversations.ts";
import type { Hold } from "../store/postgres/holds.ts";
import { countOpenPolls } from "./open-polls.ts";
import { countPlaceServers } from "./place-servers.ts";
import { type Points, pointsInMemory, type Step } from "./points.ts";

/** Turns a minute. Never by IP: all players of a place server come from one address. */
export interface TurnLimits {
  key: number;
  server: number;
  npc: number;
  player: number;
}

/** What a key may do besides. */
export interface KeyLimits {
  /** Place servers within an hour: each is a row in the store for a day. */
  placeServers: number;
  /** Long polls a minute, of one place server and of all. */
  serverPolls: number;
  polls: number;
  /** Long polls that wait at once. */
  openPolls: number;
  /** Changes of what NPCs know and erasures a minute: each may be a row. */
  changes: number;
  /** Bytes of bodies a minute. */
  bytes: number;
  /** Wrong keys a minute from one address. The right ones are never refused for it. */
  wrongKeys: number;
}

/**
 * Nobody honest comes near: a place server sends 500 requests a minute at most, which is Roblox's own limit, and a game of
 * 100,000 players has 5,000 place servers.
 */
export const KEY_LIMITS: KeyLimits = {
  placeServers: 5_000,
  serverPolls: 500,
  polls: 50_000,
  openPolls: 10_000,
  changes: 1_200,
  bytes: 32 * 1024 * 1024,
  wrongKeys: 100,
};

/**
 * Everything is counted by key, and a key is of one universe: what one universe spends is never another's. Each method throws
 * a `RelayError` `rate_limited` with the seconds to wait.
 */
export interface Limits {
  takeTurn(talker: Talker): Promise<void>;
  /** Call what it answers with when the poll is over. */
  takePoll(asking: Pick<Talker, "key"> & { server: string }): Promise<() => void>;
  takeChange(key: string): Promise<void>;
  /** What a place server tells its NPCs. */
  takeNews(told: Pick<Talker, "key"> & { server: string }): Promise<void>;
  /** With 0 it asks whether there are any left. */
  takeBytes(key: string, bytes: number): Promise<void>;
  takeWrongKey(address: string): Promise<void>;
  /** What this relay holds of what all share is the others' at once. */
  close(): Promise<void>;
}

/** `points`, `hold`: those of all relays, where there may be several. */
export function createLimits(
  turns: TurnLimits,
  keys: KeyLimits,
  metrics: Pick<Metrics, "limiterRefused">,
  points: Points = pointsInMemory(),
  hold?: Hold,
): Limits {
  const take = async (...steps: Step[]): Promise<void> => {
    const refusal = await points.take(steps);
    if (refusal === undefined) return;
    metrics.limiterRefused(refusal.what);
    const seconds = Math.max(1, Math.ceil(refusal.ms / 1000));
    throw new RelayError("rate_limited", `Too much from one ${refusal.what} within a minute.`, seconds);
  };
  const openPolls = countOpenPolls(keys.openPolls, metrics, hold);
  const placeServers = countPlaceServers(keys.placeServers, metrics, hold);
  const takeChange = (key: string): Promise<void> =>
    take({ by: "key", what: "key's changes", whose: key, most: keys.changes });
  return {
    takeTurn: async ({ key, server, npc, player }) => {
      await take(
        { by: "player", what: "player", whose: `${key}/${player}`, most: turns.player },
        ...(server === null
          ? []
          : [{ by: "server" as const, what: "place server", whose: `${key}/${server}`, most: turns.server }]),
        { by: "npc", what: "NPC", whose: `${key}/${npc}`, most: turns.npc },
        { by: "key", what: "key", whose: key, most: turns.key },
      );
      if (server !== null) await placeServers.see(key, server);
    },
    takePoll: async ({ key, server }) => {
      // First: of names that are made up nothing is remembered beyond it.
      await placeServers.see(key, server);
      await take(
        { by: "server", what: "place server's polls", whose: `${key}/${server}`, most: keys.serverPolls },
        { by: "key", what: "key's polls", whose: key, most: keys.polls },
      );
      return openPolls.enter(key);
    },
    takeChange,
    takeNews: async ({ key, server }) => {
      await takeChange(key);
      await placeServers.see(key, server);
    },
    takeBytes: (key, count) => take({ by: "key", what: "key's bytes", whose: key, most: keys.bytes, count }),
    takeWrongKey: (address) =>
      take({ by: "player", what: "address' wrong keys", whose: address, most: keys.wrongKeys }),
    close: openPolls.close,
  };
}
