import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventsReply, Message, MessagesReply, Say, TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { LIMITS } from "../../game/townsfolk/wire/contract.ts";

/** A place server's way to the relays, at the pace of the game's own (game/townsfolk/server/relay-link). */
export interface Link {
  /** `onEvent` hears all that comes of the turn until it is forgotten. */
  say(say: Say, onEvent: (event: TurnEvent) => void): void;
  send(message: Message): void;
  forget(turn: string): void;
  /** Of the minute in which it asked most. */
  busiestMinute(): number;
  /** Replies that were no success, and messages that were refused. */
  troubles(): string[];
  /** Requests for which there was no relay, which were made again at another. */
  unmet(): number;
  close(): Promise<void>;
}

/** Seconds between two posts, and between the starts of two polls: 240 requests a minute at most, as in the game. */
const GAP_MS = 500;
const HEADERS = { authorization: "Bearer dev", "content-type": "application/json" };

/** Each request goes to another of the relays: there is no stickiness. */
export function openLink(relays: string[]): Link {
  const server = randomUUID();
  const outbox: Message[] = [];
  const hearers = new Map<string, (event: TurnEvent) => void>();
  const asked: number[] = [];
  const troubles: string[] = [];
  const over = new AbortController();
  let next = 0;
  let unmet = 0;

  /** Asks again where a relay is gone: a turn is known by its id, an event by the cursor. */
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T | undefined> => {
    const url = relays[next++ % relays.length] ?? "";
    asked.push(performance.now());
    try {
      const response = await fetch(`${url}${path}`, { ...init, headers: HEADERS, signal: over.signal });
      if (response.ok) return (await response.json()) as T;
      troubles.push(`${path.split("?")[0] ?? ""}: ${response.status} ${(await response.text()).slice(0, 200)}`);
    } catch {
      if (!over.signal.aborted) unmet += 1;
    }
    return undefined;
  };
  const post = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await sleep(GAP_MS);
      const messages = outbox.slice(0, LIMITS.batch);
      if (messages.length === 0) continue;
      const reply = await ask<MessagesReply>("/v1/messages", {
        method: "POST",
        body: JSON.stringify({ server, messages }),
      });
      if (reply === undefined) continue;
      outbox.splice(0, messages.length);
      for (const receipt of reply.receipts) if (!receipt.ok) troubles.push(`refused: ${receipt.error.code}`);
    }
  };
  const poll = async (): Promise<void> => {
    for (let after = 0; !over.signal.aborted;) {
      const begun = performance.now();
      if (hearers.size > 0) {
        const query = `?server=${server}&after=${after}&wait=${LIMITS.pollSeconds}`;
        const reply = await ask<EventsReply>(`/v1/events${query}`);
        after = reply?.cursor ?? after;
        for (const event of reply?.events ?? []) hearers.get(event.turn)?.(event);
      }
      await sleep(Math.max(hearers.size > 0 ? 0 : 50, begun + GAP_MS - performance.now()));
    }
  };
  const ways = Promise.all([post(), poll()]);
  return {
    say: (say, onEvent) => {
      hearers.set(say.turn, onEvent);
      outbox.push(say);
    },
    send: (message) => void outbox.push(message),
    forget: (turn) => void hearers.delete(turn),
    busiestMinute: () => busiest(asked),
    troubles: () => troubles,
    unmet: () => unmet,
    close: async () => {
      over.abort();
      await ways;
    },
  };
}

const MINUTE_MS = 60_000;

function busiest(times: number[]): number {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to++) {
    while ((times[to] ?? 0) - (times[from] ?? 0) >= MINUTE_MS) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
