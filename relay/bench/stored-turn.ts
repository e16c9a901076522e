import { randomUUID } from "node:crypto";
import { openConversation } from "../store/conversations.ts";
import { tellServer } from "../store/events.ts";
import { pseudonymOf } from "../store/players.ts";
import { acceptingOf } from "../store/postgres/accepting.ts";
import type { Database } from "../store/store.ts";
import { findTurn, insertTurn, newestTurnAt,type NewTurn } from "../store/turns.ts";

/** What the store does in a turn: it is accepted, a beat is told, it has ended and that is told. */
export async function storeTurn(db: Database, player: number, place: string): Promise<void> {
  const id = randomUUID();
  const turn = { ...EMPTY, id, server: place };
  await (acceptingOf(db) === undefined ? acceptAlone(db, player, turn) : acceptAmongMany(db, player, turn));
  const line = "Good morning to you, traveller.";
  await tellServer(db, place, { kind: "beat", turn: id, text: line });
  const change = { status: "done" as const, reply: line, endedAt: Date.now() };
  await tellServer(db, place, { kind: "done", turn: id, mind: "direct", suggestions: [] }, change);
}

type Unplaced = Omit<NewTurn, "conversation" | "player" | "acceptedAt">;

async function acceptAlone(db: Database, player: number, turn: Unplaced): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const pseudonym = await pseudonymOf(tx, "u", player + 1);
    await findTurn(tx, turn.id);
    const talker = { npc: "guard", player: pseudonym, key: "k", server: turn.server };
    const conversation = await openConversation(tx, talker);
    const acceptedAt = Math.max(Date.now(), (await newestTurnAt(tx, conversation)) + 1);
    await insertTurn(tx, { ...turn, conversation, player: pseudonym, acceptedAt });
  });
}

async function acceptAmongMany(db: Database, index: number, turn: Unplaced): Promise<void> {
  const accepting = acceptingOf(db);
  const userId = String(index + 1);
  const known = await accepting?.lookUp({ universe: "u", userId, npc: "guard", turn: turn.id });
  if (accepting === undefined || known === undefined) return;
  const placed = { ...turn, conversation: randomUUID(), player: known.player, acceptedAt: Date.now() };
  await accepting.store({ turn: placed, key: "k", userId, isNew: known.isNew, isOpen: known.isOpen }, MANY, 600_000);
}

const MANY = { player: 20, server: 1_000, npc: 10_000, key: 20_000 };

const EMPTY: Omit<Unplaced, "id" | "server"> = {
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
