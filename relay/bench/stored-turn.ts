import { randomUUID } from "node:crypto";
import { openConversation } from "../store/conversations.ts";
import { tellServer } from "../store/events.ts";
import { pseudonymOf } from "../store/players.ts";
import type { Database } from "../store/store.ts";
import { findTurn, insertTurn, newestTurnAt, type Turn } from "../store/turns.ts";

/** What the store does in a turn: it is accepted, a beat is told, it has ended and that is told. */
export async function storeTurn(db: Database, player: number, place: string): Promise<void> {
  const id = randomUUID();
  await db.transaction().execute(async (tx) => {
    const pseudonym = await pseudonymOf(tx, "u", player + 1);
    await findTurn(tx, id);
    const talker = { npc: "guard", player: pseudonym, key: "k", server: place };
    const conversation = await openConversation(tx, talker);
    const acceptedAt = Math.max(Date.now(), (await newestTurnAt(tx, conversation)) + 1);
    await insertTurn(tx, { ...EMPTY, id, conversation, player: pseudonym, server: place, acceptedAt });
  });
  const line = "Good morning to you, traveller.";
  await tellServer(db, place, { kind: "beat", turn: id, text: line });
  const change = { status: "done" as const, reply: line, endedAt: Date.now() };
  await tellServer(db, place, { kind: "done", turn: id, mind: "direct", suggestions: [] }, change);
}

const EMPTY: Omit<Turn, "holder" | "fence" | "id" | "conversation" | "player" | "server" | "acceptedAt"> = {
  npc: "guard",
  universe: "u",
  locale: null,
  screened: null,
  status: "accepted",
  text: "Good morning! What is new?",
  reply: null,
  acts: "[]",
  actSet: null,
  scene: null,
  offered: null,
  mind: null,
  reason: null,
  tokensIn: 0,
  tokensOut: 0,
  usd: 0,
  firstBeatAt: null,
  endedAt: null,
};
