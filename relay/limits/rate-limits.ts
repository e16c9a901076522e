import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { RelayError } from "../http/errors.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Talker } from "../store/conversations.ts";

/** Turns a minute. Never by IP: all players of a place server come from one address. */
export interface TurnLimits {
  key: number;
  server: number;
  npc: number;
  player: number;
}

export interface Limits {
  /** @throws {RelayError} `rate_limited` with the seconds to wait. */
  takeTurn(talker: Talker): Promise<void>;
  /** @throws {RelayError} `rate_limited` with the seconds to wait. */
  takeBytes(key: string, bytes: number): Promise<void>;
}

/** What a place server at its own limit of 500 requests a minute could send with full bodies; nobody honest comes near it. */
const BYTES_A_MINUTE = 32 * 1024 * 1024;

export function createLimits(turns: TurnLimits, metrics: Metrics): Limits {
  const limiter = (points: number) => new RateLimiterMemory({ points, duration: 60 });
  const byKey = limiter(turns.key);
  const byServer = limiter(turns.server);
  const byNpc = limiter(turns.npc);
  const byPlayer = limiter(turns.player);
  const bytes = limiter(BYTES_A_MINUTE);
  const take = async (what: string, from: RateLimiterMemory, whose: string, points = 1): Promise<void> => {
    try {
      await from.consume(whose, points);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      metrics.limiterRefused(what);
      throw new RelayError(
        "rate_limited",
        `Too much from one ${what} within a minute.`,
        Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      );
    }
  };
  return {
    takeTurn: async ({ key, server, npc, player }) => {
      await take("player", byPlayer, player);
      if (server !== null) await take("place server", byServer, `${key}/${server}`);
      await take("NPC", byNpc, npc);
      await take("key", byKey, key);
    },
    takeBytes: (key, count) => take("key's bytes", bytes, key, count),
  };
}
