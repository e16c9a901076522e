import { RelayError } from "../http/errors.ts";
import { now } from "../observe/clock.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Hold } from "../store/postgres/holds.ts";
import { idOf } from "./id-of.ts";

/** The place servers of each key that were heard of within the hour. */
export interface PlaceServers {
  /** @throws {RelayError} `rate_limited` where it is a new one beyond the limit; what `hold` does. */
  see(key: string, server: string): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** One that is known here is told to the other relays again after so long. */
const AGAIN_MS = 5 * 60_000;
/** A place server that is gone makes room for another only when its hour is over: it is worth to ask, but not often. */
const RETRY_AFTER_S = 60;

/** `hold`: of relays that count together. */
export function countPlaceServers(limit: number, metrics: Pick<Metrics, "limiterRefused">, hold?: Hold): PlaceServers {
  /** By key: when each was last heard of, the latest at the end; and when the other relays were told. */
  const seen = new Map<string, Map<string, { at: number; toldAt: number }>>();

  /** Whether there is room for it among those of all relays. */
  const tell = async (ask: Hold, key: string, server: string): Promise<boolean> => {
    const wanted = { of: idOf("place servers", key), holder: idOf("place server", server), many: 1 };
    return (await ask({ ...wanted, most: limit, ms: HOUR_MS })) > 0;
  };
  return {
    see: async (key, server) => {
      const servers = seen.get(key) ?? new Map<string, { at: number; toldAt: number }>();
      seen.set(key, servers);
      for (const [name, { at }] of servers) {
        if (now() - at < HOUR_MS) break;
        servers.delete(name);
      }
      let { toldAt } = servers.get(server) ?? { toldAt: -Infinity };
      const isNew = !servers.has(server);
      let hasRoom = !isNew || hold !== undefined || servers.size < limit;
      if (hold !== undefined && now() - toldAt > AGAIN_MS) {
        hasRoom = await tell(hold, key, server);
        toldAt = now();
      }
      if (!hasRoom) {
        metrics.limiterRefused("key's place servers");
        throw new RelayError("rate_limited", "Too many place servers of one key within an hour.", RETRY_AFTER_S);
      }
      servers.delete(server);
      servers.set(server, { at: now(), toldAt });
    },
  };
}
