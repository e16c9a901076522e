import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { RelayError } from "../http/errors.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Talker } from "../store/conversations.ts";
import { countOpenPolls } from "./open-polls.ts";
import { countPlaceServers } from "./place-servers.ts";

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
}

export function createLimits(turns: TurnLimits, keys: KeyLimits, metrics: Pick<Metrics, "limiterRefused">): Limits {
  const limiter = (what: string, points: number) => {
    const counted = new RateLimiterMemory({ points, duration: 60 });
    return async (whose: string, count = 1): Promise<void> => {
      try {
        await counted.consume(whose, count);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        metrics.limiterRefused(what);
        const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw new RelayError("rate_limited", `Too much from one ${what} within a minute.`, seconds);
      }
    };
  };
  const byKey = limiter("key", turns.key);
  const byServer = limiter("place server", turns.server);
  const byNpc = limiter("NPC", turns.npc);
  const byPlayer = limiter("player", turns.player);
  const pollsByServer = limiter("place server's polls", keys.serverPolls);
  const pollsByKey = limiter("key's polls", keys.polls);
  const changes = limiter("key's changes", keys.changes);
  const openPolls = countOpenPolls(keys.openPolls, metrics);
  const placeServers = countPlaceServers(keys.placeServers, metrics);
  return {
    takeTurn: async ({ key, server, npc, player }) => {
      await byPlayer(`${key}/${player}`);
      if (server !== null) {
        placeServers.see(key, server);
        await byServer(`${key}/${server}`);
      }
      await byNpc(`${key}/${npc}`);
      await byKey(key);
    },
    takePoll: async ({ key, server }) => {
      // First: of names that are made up nothing is remembered beyond it.
      placeServers.see(key, server);
      await pollsByServer(`${key}/${server}`);
      await pollsByKey(key);
      return openPolls.enter(key);
    },
    takeChange: changes,
    takeNews: async ({ key, server }) => {
      await changes(key);
      placeServers.see(key, server);
    },
    takeBytes: limiter("key's bytes", keys.bytes),
    takeWrongKey: limiter("address' wrong keys", keys.wrongKeys),
  };
}
