import type { Updateable } from "kysely";
import type { EventsReply, TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { readEvents, tellServer, touchServer } from "../store/events.ts";
import type { Schema } from "../store/schema.ts";
import type { Database } from "../store/store.ts";

/** What place servers are told: kept in the store until they have acknowledged it, so a lost reply loses nothing. */
export interface Feed {
  /** Stores the event, together with the change of its turn where there is one, then wakes the server's long poll. */
  publish(of: { server: string; fence: number | null }, event: TurnEvent, change?: Change): Promise<void>;
  /**
   * Answers as soon as there is something after `after`, else after `waitMs` with nothing.
   * @throws {RelayError} `unknown_cursor`
   */
  poll(server: string, after: number, waitMs: number, signal: AbortSignal): Promise<EventsReply>;
  /** How many polls are open. */
  polls(): number;
}

type Change = Updateable<Schema["turns"]>;

export function createFeed(db: Database): Feed {
  let polls = 0;
  const waiters = new Map<string, Set<() => void>>();
  return {
    polls: () => polls,
    async publish({ server, fence }, event, change) {
      await tellServer(db, server, event, change, fence);
      for (const wake of waiters.get(server) ?? []) wake();
    },
    async poll(server, after, waitMs, signal) {
      polls += 1;
      // Asleep before looking: what is published in between wakes us at once.
      const sleep = waitFor(waiters, server, waitMs, signal);
      try {
        const now = await eventsAfter(db, server, after);
        await touchServer(db, server);
        if (now.events.length > 0) return now;
        await sleep.over;
        return await eventsAfter(db, server, after);
      } finally {
        sleep.wake();
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
    if (waiting.size === 0) waiters.delete(server);
    resolve();
  }
  waiters.set(server, waiting.add(wake));
  if (signal.aborted) wake();
  else signal.addEventListener("abort", wake);
  return { over, wake };
}
