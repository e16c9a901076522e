import { RelayError } from "../http/errors.ts";
import { now } from "../observe/clock.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { OpenTalk, Talker } from "../store/conversations.ts";

/** Talks that may be open at once: in which something was said, and that no `leave` and no idleness has ended. */
export interface TalkLimits {
  key: number;
  server: number;
  npc: number;
  player: number;
}

/** A talk with nothing said for so long is over, so a place server that dies without a `leave` holds none for ever. */
export const IDLE_MS = 10 * 60_000;

export interface OpenTalks {
  /**
   * Something is said: opens the talk, or keeps it open, which no limit refuses. Call what it answers with where the words
   * could not be stored after all.
   * @throws {RelayError} `rate_limited` with the seconds to wait.
   */
  enter(wanting: Talker): () => void;
  /** The same where the store has counted it, with those of other relays. */
  note(talk: Talker): void;
  /** What to throw where it has counted too many, of whom it says. */
  refuse(whose: keyof TalkLimits): RelayError;
  most: TalkLimits;
  leave(talk: Pick<Talker, "npc" | "player">): void;
  count(): number;
}

/** Talks end at any moment, most of them long before they are idle: it is worth to ask again soon. */
const RETRY_AFTER_S = 15;

/**
 * Counted in memory, so that a turn costs the store nothing more; `open` is what the store knows of the time before a restart.
 * Not by `rate-limiter-flexible`: its points come back when a window of time is over, ours when a talk is.
 */
export function createOpenTalks(
  limits: TalkLimits,
  metrics: Pick<Metrics, "limiterRefused">,
  open: OpenTalk[] = [],
): OpenTalks {
  /** By NPC and player, the one in which something was last said at the end. */
  const talks = new Map<string, OpenTalk>();
  const counts = new Map<string, number>();
  const add = (by: number, talk: OpenTalk): void => {
    for (const { whose } of holdersOf(talk)) {
      const count = (counts.get(whose) ?? 0) + by;
      if (count > 0) counts.set(whose, count);
      else counts.delete(whose);
    }
  };
  const drop = (at: string): void => {
    const talk = talks.get(at);
    if (talk === undefined) return;
    talks.delete(at);
    add(-1, talk);
  };
  const put = (talk: OpenTalk): void => {
    drop(placeOf(talk));
    talks.set(placeOf(talk), talk);
    add(1, talk);
  };
  const dropIdle = (): void => {
    for (const [at, { lastAt }] of talks) {
      if (now() - lastAt < IDLE_MS) return;
      drop(at);
    }
  };
  const refuse = (whose: keyof TalkLimits): RelayError => {
    metrics.limiterRefused(`${NAMES[whose]}'s open talks`);
    return new RelayError("rate_limited", `Too many open talks of one ${NAMES[whose]}.`, RETRY_AFTER_S);
  };
  open.toSorted((a, b) => a.lastAt - b.lastAt).forEach(put);
  return {
    enter: ({ key, server, npc, player }) => {
      dropIdle();
      const talk = { key, server, npc, player, lastAt: now() };
      const isNew = !talks.has(placeOf(talk));
      const full = holdersOf(talk).find(({ kind, whose }) => (counts.get(whose) ?? 0) >= limits[kind]);
      if (isNew && full) throw refuse(full.kind);
      put(talk);
      return () => {
        if (isNew) drop(placeOf(talk));
      };
    },
    note: (talk) => put({ ...talk, lastAt: now() }),
    refuse,
    most: limits,
    leave: (talk) => drop(placeOf(talk)),
    count: () => {
      dropIdle();
      return talks.size;
    },
  };
}

const placeOf = ({ npc, player }: Pick<Talker, "npc" | "player">): string => `${npc}/${player}`;

/** Whose talk it is, the narrowest first. All are of one key, and so of one universe: none fills another's. */
const holdersOf = ({ key, server, npc, player }: Talker): { kind: keyof TalkLimits; whose: string }[] => [
  { kind: "player", whose: `player ${key}/${player}` },
  ...(server === null ? [] : [{ kind: "server" as const, whose: `server ${key}/${server}` }]),
  { kind: "npc", whose: `npc ${key}/${npc}` },
  { kind: "key", whose: `key ${key}` },
];

const NAMES: Record<keyof TalkLimits, string> = { player: "player", server: "place server", npc: "NPC", key: "key" };
