import { randomUUID } from "node:crypto";
import { RelayError } from "../http/errors.ts";
import { now } from "../observe/clock.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Hold } from "../store/postgres/holds.ts";
import { idOf } from "./id-of.ts";

/** Long polls of each key that wait for something to happen. */
export interface OpenPolls {
  /** Call what it answers with when the poll is over. @throws {RelayError} `rate_limited`; what `hold` does. */
  enter(key: string): Promise<() => void>;
}

/** A poll is over after 20 s at most. */
const RETRY_AFTER_S = 5;
/** What a relay holds is free again so long after it was there last. */
const HELD_MS = 60_000;
const AGAIN_MS = 20_000;
/** Where there are none left, the store is not asked at every poll. */
const FULL_MS = 1_000;
/** Relays draw some at once: a five-hundredth, so that of what they hold and do not use hardly anybody is refused. */
const SHARES = 500;

interface Counted {
  open: number;
  /** So many may be open here. */
  held: number;
  heldAt: number;
  fullUntil: number;
  drawing: Promise<void> | undefined;
}

/** `hold`: of relays that count together. */
export function countOpenPolls(limit: number, metrics: Pick<Metrics, "limiterRefused">, hold?: Hold): OpenPolls {
  const holder = randomUUID();
  const share = Math.ceil(limit / SHARES);
  /** By key. */
  const counts = new Map<string, Counted>();

  const draw = async (key: string, counted: Counted): Promise<void> => {
    const many = Math.min(limit, (Math.floor(counted.open / share) + 1) * share);
    const wanted = { of: idOf("open polls", key), holder, many, most: limit, ms: HELD_MS };
    counted.held = hold === undefined ? limit : await hold(wanted);
    counted.heldAt = now();
    if (counted.held <= counted.open) counted.fullUntil = now() + FULL_MS;
  };
  const hasRoom = ({ open, held, heldAt }: Counted): boolean => open < held && now() - heldAt < AGAIN_MS;
  return {
    enter: async (key) => {
      const counted = counts.get(key) ?? { open: 0, held: 0, heldAt: -Infinity, fullUntil: 0, drawing: undefined };
      counts.set(key, counted);
      while (!hasRoom(counted)) {
        if (now() < counted.fullUntil) {
          metrics.limiterRefused("key's open polls");
          throw new RelayError("rate_limited", "Too many polls of one key are waiting.", RETRY_AFTER_S);
        }
        counted.drawing ??= draw(key, counted).finally(() => (counted.drawing = undefined));
        await counted.drawing;
      }
      counted.open += 1;
      return () => void (counted.open -= 1);
    },
  };
}
