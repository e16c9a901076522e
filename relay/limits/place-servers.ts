import { RelayError } from "../http/errors.ts";
import { now } from "../observe/clock.ts";
import type { Metrics } from "../observe/metrics.ts";

/** The place servers of each key that were heard of within the hour. */
export interface PlaceServers {
  /** @throws {RelayError} `rate_limited` where it is a new one beyond the limit. */
  see(key: string, server: string): void;
}

const HOUR_MS = 3_600_000;
/** A place server that is gone makes room for another only when its hour is over: it is worth to ask, but not often. */
const RETRY_AFTER_S = 60;

export function countPlaceServers(limit: number, metrics: Pick<Metrics, "limiterRefused">): PlaceServers {
  /** By key: when each was last heard of, the latest at the end. */
  const seen = new Map<string, Map<string, number>>();
  return {
    see: (key, server) => {
      const servers = seen.get(key) ?? new Map<string, number>();
      seen.set(key, servers);
      for (const [name, at] of servers) {
        if (now() - at < HOUR_MS) break;
        servers.delete(name);
      }
      if (!servers.delete(server) && servers.size >= limit) {
        metrics.limiterRefused("key's place servers");
        throw new RelayError("rate_limited", "Too many place servers of one key within an hour.", RETRY_AFTER_S);
      }
      servers.set(server, now());
    },
  };
}
