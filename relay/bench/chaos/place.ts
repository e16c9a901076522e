import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventsReply, Message, MessagesReply, Say, TurnEvent } from "../../../game/townsfolk/wire/contract.ts";

/** What a place server has found that must not be. */
export interface Found {
  accepted: number;
  /** Accepted, and without an end when it was over. */
  lost: number;
  /** Ended twice, or told of after the end. */
  doubled: number;
  /** Ended before one of the same talk that was accepted earlier. */
  outOfOrder: number;
  /** Numbers of events that were left out or came twice. */
  gaps: number;
  /** Answered by a fallback line: what a kill interrupts. */
  interrupted: number;
}

/**
 * A place server whose players say two things in a row, hear both answers, and go on. It sends again whatever it has no receipt for,
 * and asks for events from where it was. `ends`: from then on nothing new is said.
 */
export async function openPlace(url: string, firstPlayer: number, players: number, ends: AbortSignal): Promise<Found> {
  const server = randomUUID();
  const found: Found = { accepted: 0, lost: 0, doubled: 0, outOfOrder: 0, gaps: 0, interrupted: 0 };
  const endOf = new Map<string, () => void>();
  const ended = new Set<string>();
  let isOver = false;

  const call = async <T>(path: string, init: RequestInit = {}): Promise<T | undefined> => {
    try {
      const headers = { authorization: "Bearer dev", "content-type": "application/json" };
      const reply = await fetch(`${url}${path}`, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      return reply.ok ? ((await reply.json()) as T) : undefined;
    } catch {
      return undefined;
    }
  };
  const sendUntilTaken = async (message: Message): Promise<void> => {
    for (;;) {
      const body = JSON.stringify({ server, messages: [message] });
      const reply = await call<MessagesReply>("/v1/messages", { method: "POST", body });
      if (reply?.receipts[0]?.ok === true) return;
      await sleep(300);
    }
  };
  const hear = (event: TurnEvent): void => {
    if (ended.has(event.turn)) found.doubled += 1;
    if (event.kind !== "done" && event.kind !== "fail") return;
    ended.add(event.turn);
    if (event.kind === "fail") found.interrupted += 1;
    endOf.get(event.turn)?.();
  };
  const poll = async (): Promise<void> => {
    for (let after = 0; !isOver;) {
      const reply = await call<EventsReply>(`/v1/events?server=${server}&after=${after}&wait=5`);
      if (reply === undefined) {
        await sleep(300);
        continue;
      }
      if (reply.cursor !== after + reply.events.length) found.gaps += 1;
      after = reply.cursor;
      reply.events.forEach(hear);
    }
  };
  const play = async (player: number): Promise<void> => {
    for (let visit = 0; !ends.aborted; visit++) {
      const turns = ["first", "second"].map((which): Say => ({
        kind: "say",
        turn: randomUUID(),
        npc: NPCS[player % NPCS.length] ?? "guard",
        player,
        text: `Is the ${which} road of day ${visit} safe?`,
      }));
      const order: string[] = [];
      const ends = turns.map(
        ({ turn }) => new Promise<void>((done) => endOf.set(turn, () => done(void order.push(turn)))),
      );
      for (const say of turns) {
        await sendUntilTaken(say);
        found.accepted += 1;
      }
      const inTime = await Promise.race([Promise.all(ends).then(() => true), sleep(LOST_MS, false, { ref: false })]);
      if (!inTime) found.lost += turns.filter(({ turn }) => !ended.has(turn)).length;
      if (inTime && order[0] !== turns[0]?.turn) found.outOfOrder += 1;
      await sleep(200 + Math.random() * 800);
    }
  };
  const polling = poll();
  await Promise.all(Array.from({ length: players }, (_, at) => play(firstPlayer + at)));
  // What comes twice comes late.
  await sleep(3_000);
  isOver = true;
  await polling;
  return found;
}

const NPCS = ["innkeeper", "merchant", "guard"];
const TIMEOUT_MS = 8_000;
/** Longer than a lease, a turn that is run anew after it, and the one behind that. */
const LOST_MS = 60_000;
