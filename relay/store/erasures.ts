import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";

export type Erasure = Selectable<Schema["erasures"]>;

/**
 * Writes down that a player is to be forgotten, and takes the user id away in the same transaction: whatever is left is
 * nobody's from then on. Nothing is written where the player was never known.
 */
export async function beginErasure(db: Database, universe: string, userId: number): Promise<Erasure | undefined> {
  return db.transaction().execute(async (tx) => {
    const player = await tx
      .deleteFrom("players")
      .where("universe", "=", universe)
      .where("userId", "=", userId)
      .returning("pseudonym")
      .executeTakeFirst();
    if (!player) return undefined;
    return tx
      .insertInto("erasures")
      .values({ id: randomUUID(), universe, pseudonym: player.pseudonym, requestedAt: Date.now(), doneAt: null })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

export const pendingErasures = (db: Database): Promise<Erasure[]> =>
  db.selectFrom("erasures").selectAll().where("doneAt", "is", null).execute();

/** Takes out every row of the player. */
export async function forgetPlayer(db: Database, pseudonym: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const turns = tx.selectFrom("turns").select("id").where("player", "=", pseudonym);
    await tx.deleteFrom("events").where("turn", "in", turns).execute();
    const conversations = tx.selectFrom("conversations").select("id").where("player", "=", pseudonym);
    await tx.deleteFrom("threads").where("conversation", "in", conversations).execute();
    await tx.deleteFrom("turns").where("player", "=", pseudonym).execute();
    await tx.deleteFrom("memories").where("player", "=", pseudonym).execute();
    await tx.deleteFrom("conversations").where("player", "=", pseudonym).execute();
  });
}

/** Turns the entry into a receipt: when, and of whom no more. */
export const finishErasure = (db: Database, { id }: Erasure): Promise<Erasure> =>
  db
    .updateTable("erasures")
    .set({ pseudonym: null, doneAt: Date.now() })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** Every universe in which this user is known. */
export async function universesOf(db: Database, userId: number): Promise<string[]> {
  const rows = await db.selectFrom("players").select("universe").where("userId", "=", userId).execute();
  return rows.map((row) => row.universe);
}

/** The mark of the notification of this id, if it was taken; null of one that has none. */
export async function markOfTaken(db: Database, id: string): Promise<string | null | undefined> {
  const row = await db.selectFrom("notifications").select("mark").where("id", "=", id).executeTakeFirst();
  return row?.mark;
}

/** Each is taken once. */
export async function noteTaken(db: Database, id: string, mark: string): Promise<void> {
  await db
    .insertInto("notifications")
    .values({ id, mark, at: Date.now() })
    .onConflict((c) => c.doNothing())
    .execute();
}
