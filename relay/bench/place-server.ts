import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventsReply, Message, MessagesReply, Say, TurnEvent } from "../../game/townsfolk/wire/contract.ts";

export interface Soaked {
  turns: number;
  /** Without an end. */
  lost: number;
  /** Ended twice, or told of twice. */
  doubled: number;
  /** Ended without a word of the NPC. */
  silent: number;
  fallbacks: number;
  /** Replies of the relay that were no success. */
  errors: number;
}

const NPCS = ["innkeeper", "merchant", "guard"];
const AFTER_THE_END_MS = 40_000;

/** A place server as the game is one: batches what its players say, one long poll for all of them. */
export async function openPlaceServer(
  url: string,
  firstPlayer: number,
  players: number,
  ends: AbortSignal,
): Promise<Soaked> {
  const server = randomUUID();
  const result: Soaked = { turns: 0, lost: 0, doubled: 0, silent: 0, fallbacks: 0, errors: 0 };
  const told = new Map<string, TurnEvent[]>();
  const ended = new Map<string, () => void>();
  const outbox: Message[] = [];
  const over = new AbortController();

  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${url}${path}`, { ...init, headers: { authorization: "Bearer dev" } });
    if (!response.ok) result.errors += 1;
    return response;
  };
  const send = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const messages = outbox.splice(0, 50);
      if (messages.length > 0) {
        const response = await call("/v1/messages", { method: "POST", body: JSON.stringify({ server, messages }) });
        const { receipts } = (await response.json()) as MessagesReply;
        result.errors += receipts.filter((receipt) => !receipt.ok).length;
      }
      await sleep(250);
    }
  };
  const poll = async (): Promise<void> => {
    for (let after = 0; !over.signal.aborted;) {
      const { events, cursor } = (await (
        await call(`/v1/events?server=${server}&after=${after}&wait=2`)
      ).json()) as EventsReply;
      after = cursor;
      for (const event of events) {
        told.get(event.turn)?.push(event);
        if (event.kind === "done" || event.kind === "fail") ended.get(event.turn)?.();
      }
      await sleep(200);
    }
  };
  const isOver = (): boolean => ends.aborted;
  const play = async (player: number): Promise<void> => {
    for (let visit = 0; !isOver(); visit++) {
      const npc = NPCS[(player + visit) % NPCS.length] ?? "guard";
      for (const n of [0, 1, 2, 3]) {
        if (isOver()) return;
        const say: Say = { kind: "say", turn: randomUUID(), npc, player, text: `Is the road safe, ${n}?` };
        const end = new Promise<void>((done) => ended.set(say.turn, done));
        told.set(say.turn, []);
        // Now and then a game sends a turn twice, as after a lost reply.
        outbox.push(say, ...(n === 2 ? [say] : []));
        result.turns += 1;
        const inTime = await Promise.race([end.then(() => true), sleep(AFTER_THE_END_MS, false)]);
        judge(result, told.get(say.turn) ?? [], inTime);
        told.delete(say.turn);
        ended.delete(say.turn);
        await sleep(500 + Math.random() * 1_000);
      }
      outbox.push({ kind: "leave", npc, player });
    }
  };
  const endpoints = [send(), poll()];
  await Promise.all(Array.from({ length: players }, (_, at) => play(firstPlayer + at + 1)));
  await sleep(1_000);
  over.abort();
  await Promise.all(endpoints);
  return result;
}

function judge(result: Soaked, events: TurnEvent[], inTime: boolean): void {
  const ends = events.filter((event) => event.kind === "done" || event.kind === "fail");
  const words = events.flatMap((event) =>
    event.kind === "beat" ? [event.text] : event.kind === "fail" ? [event.line] : [],
  );
  if (!inTime) result.lost += 1;
  if (ends.length > 1 || new Set(words).size < words.length) result.doubled += 1;
  if (words.join("") === "") result.silent += 1;
  if (ends.some((event) => event.kind === "fail")) result.fallbacks += 1;
}
