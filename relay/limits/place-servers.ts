import { RelayError } from "../http/errors.ts";
import { createOneByOne } from "../lib/one-by-one.ts";
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
/** After so many refusals within a second the store is asked for no other new name of that key: names can be made up. */
const MOST_REFUSED = 100;
const REFUSED_MS = 1_000;

interface Known {
  /** When each was last heard of, the latest at the end; and when the other relays were told. */
  servers: Map<string, { at: number; toldAt: number }>;
  /** Those about which the other relays are being asked: for how many seconds each is refused, if it is. */
  asking: Map<string, Promise<number | undefined>>;
  refused: { count: number; since: number };
  failed: { at: number; why: unknown };
}

/** `hold`: of relays that count together. */
export function countPlaceServers(limit: number, metrics: Pick<Metrics, "limiterRefused">, hold?: Hold): PlaceServers {
  /** By key. */
  const known = new Map<string, Known>();
  const inOrder = createOneByOne();

  const refusal = (seconds: number): RelayError => {
    metrics.limiterRefused("key's place servers");
    return new RelayError("rate_limited", "Too many place servers of one key within an hour.", seconds);
  };
  /** Whether there is room for it among those of all relays. */
  const tell = async (hold: Hold, key: string, server: string): Promise<boolean> => {
    const wanted = { of: idOf("place servers", key), holder: idOf("place server", server), many: 1 };
    return (await hold({ ...wanted, most: limit, ms: HOUR_MS })) > 0;
  };
  /** Those of one key one after the other, so that however many it brings, what else is asked of the store waits for few. */
  const ask = (hold: Hold, key: string, server: string, own: Known): Promise<number | undefined> => {
    const since = now();
    return inOrder(key, async () => {
      // Where Postgres was away for one, those behind it do not wait for the same each.
      if (own.failed.at >= since) throw own.failed.why;
      if (now() - own.refused.since > REFUSED_MS) own.refused = { count: 0, since: now() };
      if (own.refused.count >= MOST_REFUSED && !own.servers.has(server)) return REFUSED_MS / 1_000;
      try {
        if (await tell(hold, key, server)) return undefined;
      } catch (why) {
        own.failed = { at: now(), why };
        throw why;
      }
      own.refused.count += 1;
      return RETRY_AFTER_S;
    });
  };
  /** Once for all who ask at the same time. @throws as `see` does. */
  const askOnce = async (hold: Hold, key: string, server: string, own: Known): Promise<void> => {
    const asked = own.asking.get(server) ?? ask(hold, key, server, own).finally(() => own.asking.delete(server));
    own.asking.set(server, asked);
    const seconds = await asked;
    if (seconds !== undefined) throw refusal(seconds);
  };
  return {
    see: async (key, server) => {
      const own = known.get(key) ?? newKnown();
      known.set(key, own);
      const { servers } = own;
      for (const [name, { at }] of servers) {
        if (now() - at < HOUR_MS) break;
        servers.delete(name);
      }
      let toldAt = servers.get(server)?.toldAt ?? -Infinity;
      if (hold === undefined) {
        if (!servers.has(server) && servers.size >= limit) throw refusal(RETRY_AFTER_S);
      } else if (now() - toldAt > AGAIN_MS) {
        await askOnce(hold, key, server, own);
        toldAt = now();
      }
      servers.delete(server);
      servers.set(server, { at: now(), toldAt });
    },
  };
}

const newKnown = (): Known => ({
  servers: new Map(),
  asking: new Map(),
  refused: { count: 0, since: 0 },
  failed: { at: 0, why: undefined },
});
