import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { RelayError } from "../http/errors.ts";
import { now } from "../observe/clock.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Hold } from "../store/postgres/holds.ts";
import { idOf } from "./id-of.ts";

/** Long polls of each key that wait for something to happen. */
export interface OpenPolls {
  /** Call what it answers with when the poll is over. @throws {RelayError} `rate_limited`; what `hold` does. */
  enter(key: string): Promise<() => void>;
  /** Gives back all that is held for polls that are over. Where Postgres is away it is free a minute later by itself. */
  close(): Promise<void>;
}

/** A poll is over after 20 s at most. */
const RETRY_AFTER_S = 5;
/** What a relay holds is free again so long after it was there last. */
const HELD_MS = 60_000;
const AGAIN_MS = 20_000;
/** Where there are none left, the store is not asked at every poll. */
const FULL_MS = 1_000;
/** Most place servers ask again as soon as a poll is over. */
const GIVE_BACK_MS = 1_000;
/** A relay that stops waits no longer for it. */
const CLOSE_MS = 1_000;
/** Relays draw some at once: a five-hundredth, so that of what they hold and do not use hardly anybody is refused. */
const SHARES = 500;

interface Counted {
  open: number;
  /** Polls that are not let in yet. */
  waiting: number;
  /** So many may be open here. */
  held: number;
  heldAt: number;
  fullUntil: number;
  drawing: Promise<void> | undefined;
  givingBack: NodeJS.Timeout | undefined;
}

/** `hold`: of relays that count together. */
export function countOpenPolls(limit: number, metrics: Pick<Metrics, "limiterRefused">, hold?: Hold): OpenPolls {
  const holder = randomUUID();
  const share = Math.max(1, Math.ceil(limit / SHARES));
  /** By key. */
  const counts = new Map<string, Counted>();

  const draw = async (key: string, counted: Counted): Promise<void> => {
    const many = Math.min(limit, share * Math.ceil((counted.open + counted.waiting) / share));
    // Whoever comes meanwhile does not come in on what is given back.
    counted.held = Math.min(counted.held, many);
    const wanted = { of: idOf("open polls", key), holder, many, most: limit, ms: HELD_MS };
    counted.held = hold === undefined ? limit : await hold(wanted);
    counted.heldAt = now();
    const isAll = counted.held < many || many === limit;
    if (isAll && counted.held <= counted.open) counted.fullUntil = now() + FULL_MS;
  };
  const drawn = (key: string, counted: Counted): Promise<void> =>
    (counted.drawing ??= draw(key, counted).finally(() => (counted.drawing = undefined)));
  const hasRoom = ({ open, held, heldAt }: Counted): boolean => open < held && now() - heldAt < AGAIN_MS;

  /** A whole share that nobody has used for a moment is the other relays'. */
  const giveBackSoon = (key: string, counted: Counted): void => {
    const hasShare = (): boolean => counted.held > 0 && (counted.held - counted.open >= share || counted.open === 0);
    if (hold === undefined || !hasShare()) return;
    counted.givingBack ??= setTimeout(() => {
      counted.givingBack = undefined;
      if (counted.drawing !== undefined) giveBackSoon(key, counted);
      // Where Postgres is away, it is free a minute later by itself.
      else if (hasShare()) drawn(key, counted).catch(() => undefined);
    }, GIVE_BACK_MS).unref();
  };

  /** Comes in at once where there is room, so that nobody else does in between. */
  const comeIn = async (key: string, counted: Counted): Promise<void> => {
    counted.waiting += 1;
    try {
      while (!hasRoom(counted)) {
        if (now() < counted.fullUntil) {
          metrics.limiterRefused("key's open polls");
          throw new RelayError("rate_limited", "Too many polls of one key are waiting.", RETRY_AFTER_S);
        }
        await drawn(key, counted);
      }
    } finally {
      counted.waiting -= 1;
    }
    counted.open += 1;
  };
  return {
    enter: async (key) => {
      const counted = counts.get(key) ?? newCounted();
      counts.set(key, counted);
      await comeIn(key, counted);
      return () => {
        counted.open -= 1;
        giveBackSoon(key, counted);
      };
    },
    close: async () => {
      if (hold === undefined) return;
      const all = Array.from(counts, async ([key, counted]) => {
        await counted.drawing;
        if (counted.held > counted.open) await drawn(key, counted);
      });
      await Promise.race([Promise.allSettled(all), sleep(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}

const newCounted = (): Counted => ({
  open: 0,
  waiting: 0,
  held: 0,
  heldAt: -Infinity,
  fullUntil: 0,
  drawing: undefined,
  givingBack: undefined,
});
