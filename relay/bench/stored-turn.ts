import { randomUUID } from "node:crypto";
import { openConversation } from "../store/conversations.ts";
import { tellServer } from "../store/events.ts";
import { pseudonymOf } from "../store/players.ts";
import { acceptingOf } from "../store/postgres/accepting.ts";
import type { Database } from "../store/store.ts";
import { findTurn, insertTurn, newestTurnAt, type NewTurn } from "../store/turns.ts";
import { newTurn } from "../turns/new-turn.ts";

/** What the store does in a turn: it is accepted, a beat is told, it has ended and that is told. */
export async function storeTurn(db: Database, player: number, place: string): Promise<void> {
  const id = randomUUID();
  await (acceptingOf(db) === undefined ? acceptAlone(db, player, id, place) : acceptAmongMany(db, player, id, place));
  const line = "Good morning to you, traveller.";
  await tellServer(db, { server: place, fence: null, nth: 1 }, { kind: "beat", turn: id, text: line });
  const change = { status: "done" as const, reply: line, endedAt: Date.now() };
  await tellServer(
    db,
    { server: place, fence: null },
    { kind: "done", turn: id, mind: "direct", suggestions: [] },
    change,
  );
}

async function acceptAlone(db: Database, player: number, id: string, server: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const pseudonym = await pseudonymOf(tx, "u", player + 1);
    await findTurn(tx, id);
    const talker = { npc: "guard", player: pseudonym, key: "k", server };
    const conversation = await openConversation(tx, talker);
    const acceptedAt = Math.max(Date.now(), (await newestTurnAt(tx, conversation)) + 1);
    await insertTurn(tx, turnOf(id, server, { conversation, player: pseudonym, acceptedAt }));
  });
}

async function acceptAmongMany(db: Database, index: number, id: string, server: string): Promise<void> {
  const accepting = acceptingOf(db);
  const userId = String(index + 1);
  const known = await accepting?.lookUp({ universe: "u", userId, npc: "guard", turn: id });
  if (accepting === undefined || known === undefined) return;
  const turn = turnOf(id, server, { conversation: randomUUID(), player: known.player, acceptedAt: Date.now() });
  await accepting.store({ turn, key: "k", userId, isNew: known.isNew, isOpen: known.isOpen }, MANY, 600_000);
}

const MANY = { player: 20, server: 1_000, npc: 10_000, key: 20_000 };

function turnOf(id: string, server: string, placed: Pick<NewTurn, "conversation" | "player" | "acceptedAt">): NewTurn {
  const text = "Good morning! What is new?";
  const from = { key: "k", universe: "u", server, request: id };
  return newTurn({ kind: "say", turn: id, npc: "guard", player: 1, text }, from, {
    text,
    screened: null,
    actSet: null,
    ...placed,
  });
}
