import { randomUUID } from "node:crypto";
import { now } from "../clock.ts";
import type { Database } from "./store.ts";

/** The open conversation of this player with this NPC, made if there is none. */
export async function openConversation(db: Database, npc: string, player: string): Promise<string> {
  const at = now();
  const { id } = await db
    .insertInto("conversations")
    .values({ id: randomUUID(), npc, player, openedAt: at, lastAt: at, endedAt: null })
    .onConflict((c) => c.columns(["npc", "player"]).where("endedAt", "is", null).doUpdateSet({ lastAt: at }))
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Ends it for the players: whoever speaks next begins a new one. Answers with its id, if one was open. */
export async function endConversation(db: Database, npc: string, player: string): Promise<string | undefined> {
  const row = await db
    .updateTable("conversations")
    .set({ endedAt: now() })
    .where("npc", "=", npc)
    .where("player", "=", player)
    .where("endedAt", "is", null)
    .returning("id")
    .executeTakeFirst();
  return row?.id;
}

export const idleConversations = (db: Database, before: number): Promise<{ npc: string; player: string }[]> =>
  db
    .selectFrom("conversations")
    .select(["npc", "player"])
    .where("endedAt", "is", null)
    .where("lastAt", "<", before)
    .execute();

/** Ended, but not yet forgotten: the relay stopped in between. */
export const endedConversations = (db: Database): Promise<{ id: string; npc: string; player: string }[]> =>
  db.selectFrom("conversations").select(["id", "npc", "player"]).where("endedAt", "is not", null).execute();

export const conversationsOf = (db: Database, player: string): Promise<{ id: string; npc: string; player: string }[]> =>
  db.selectFrom("conversations").select(["id", "npc", "player"]).where("player", "=", player).execute();
