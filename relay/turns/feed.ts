import type { Updateable } from "kysely";
import type { EventsReply, TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { now } from "../observe/clock.ts";
import { keepRead, readEvents, tellServer, type Told, touchServer } from "../store/events.ts";
import { fellowsOf } from "../store/fellows.ts";
import type { Schema } from "../store/schema.ts";
import type { Database } from "../store/store.ts";

/** What place servers are told: kept in the store until they have acknowledged it, so a lost reply loses nothing. */
export interface Feed {
  /** Stores the event, together with the change of its turn where there is one, then wakes the server's long poll. */
  publish(to: Told, event: TurnEvent, change?: Change): Promise<void>;
  /**
   * Answers as soon as there is something after `after`, else with nothing when the wait is over.
   * @throws {RelayError} `unknown_cursor`
   */
  poll(server: string, after: number, wait: Wait): Promise<EventsReply>;
  /** How many polls are open. */
  polls(): number;
}

interface Wait {
  ms: number;
  /** Ends it. */
  signal: AbortSignal;
  /** Called where there is nothing to tell as yet. */
  begins: () => void;
}

type Change = Updateable<Schema["turns"]>;

export function createFeed(db: Database): Feed {
  let polls = 0;
  const waiters = new Map<string, Set<() => void>>();
  const fellows = fellowsOf(db);
  const wake = (server: string): void => {
    for (const one of waiters.get(server) ?? []) one();
  };
  fellows.events.on("news", ({ servers = [] }) => servers.forEach(wake));
  fellows.events.on("again", () => [...waiters.keys()].forEach(wake));

  return {
    polls: () => polls,
    async publish(to, event, change) {
      await tellServer(db, to, event, change);
      fellows.tell({ servers: [to.server] });
    },
    async poll(server, after, { ms, signal, begins }) {
      polls += 1;
      const until = now() + ms;
      try {
        for (let looks = 1; ; looks++) {
          // Asleep before looking: what is published in between wakes us at once.
          const sleep = waitFor(waiters, server, Math.max(0, until - now()), signal);
          try {
            const reply = await eventsAfter(db, server, after);
            if (looks === 1) await touchServer(db, server);
            if (reply.events.length > 0 && fellows.hasOthers()) await keepRead(db, { server });
            if (reply.events.length > 0 || signal.aborted || (looks > 1 && now() >= until)) return reply;
            begins();
            await sleep.over;
          } finally {
            sleep.wake();
          }
        }
      } finally {
        polls -= 1;
      }
    },
  };
}

async function eventsAfter(db: Database, server: string, after: number): Promise<EventsReply> {
  const reply = await readEvents(db, server, after);
  if (reply) return reply;
  throw new RelayError("unknown_cursor", `after: ${after} was never given out for this server; begin again at 0`);
}

function waitFor(waiters: Map<string, Set<() => void>>, server: string, ms: number, signal: AbortSignal) {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const waiting = waiters.get(server) ?? new Set();
  const timer = setTimeout(wake, ms);
  function wake(): void {
    clearTimeout(timer);
    signal.removeEventListener("abort", wake);
    waiting.delete(wake);
    // By now another poll may have a set of its own there.
    if (waiting.size === 0 && waiters.get(server) === waiting) waiters.delete(server);
    resolve();
  }
  waiters.set(server, waiting.add(wake));
  if (signal.aborted) wake();
  else signal.addEventListener("abort", wake);
  return { over, wake };
}
