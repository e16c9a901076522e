import { randomUUID } from "node:crypto";
import { type Expression, type ExpressionBuilder, type Selectable, sql, type SqlBool } from "kysely";
import type { PlayerId } from "../../game/townsfolk/wire/contract.ts";
import { date } from "../observe/clock.ts";
import { erasingOf, forgetErasing, markOf, noteErasing } from "./erasing.ts";
import { roundedPrefix } from "./player-ids.ts";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";

export type Erasure = Selectable<Schema["erasures"]>;

/**
 * Writes down that a player is to be forgotten, and takes the user id away in the same transaction: whatever is left is
 * nobody's from then on. Nothing is written where the player was never known. Answers also with what was begun before for the
 * same id and is not finished.
 */
export async function beginErasure(db: Database, universe: string, player: PlayerId): Promise<Erasure[]> {
  const mark = await markOf(universe, player);
  return db.transaction().execute(async (tx) => {
    const known = await tx
      .deleteFrom("players")
      .where("universe", "=", universe)
      .where(isOf(player))
      .returning("pseudonym")
      .execute();
    // After the rows were looked for, which waits for whoever is taking them out just now, and has it written down.
    const pending = await erasingOf(tx, mark);
    if (known.length === 0) return pending;
    const erasures = await tx
      .insertInto("erasures")
      .values(
        known.map(({ pseudonym }) => ({
          id: randomUUID(),
          universe,
          pseudonym,
          requestedAt: date(),
          doneAt: null,
        })),
      )
      .returningAll()
      .execute();
    await noteErasing(tx, mark, erasures);
    return [...pending, ...erasures];
  });
}

/** Under a rounded id may be more than the one who asks; rather these too than not the one. */
function isOf(player: PlayerId): (row: ExpressionBuilder<Schema, "players">) => Expression<SqlBool> {
  const id = String(player);
  const prefix = roundedPrefix(id);
  return (row) =>
    prefix === undefined
      ? row("userId", "=", id)
      : row.or([row("userId", "=", id), row(sql`substr(${row.ref("userId")}, 1, ${prefix.length})`, "=", prefix)]);
}

export const pendingErasures = (db: Database): Promise<Erasure[]> =>
  db.selectFrom("erasures").selectAll().where("doneAt", "is", null).execute();

/**
 * Takes out every row of the player, but for those by which a mind is found that has not forgotten yet: its threads, which whoever
 * forgets takes out, and the conversations that they belong to.
 */
export async function forgetPlayer(db: Database, pseudonym: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const turns = tx.selectFrom("turns").select("id").where("player", "=", pseudonym);
    await tx.deleteFrom("events").where("turn", "in", turns).execute();
    await tx.deleteFrom("turns").where("player", "=", pseudonym).execute();
    // In the order of whoever ends a talk.
    await tx
      .deleteFrom("conversations")
      .where("player", "=", pseudonym)
      .where((e) =>
        e.not(
          e.exists(
            e.selectFrom("threads").select("threads.thread").whereRef("threads.conversation", "=", "conversations.id"),
          ),
        ),
      )
      .execute();
    await tx.deleteFrom("memories").where("player", "=", pseudonym).execute();
  });
}

/** Turns the entry into a receipt: when, and of whom no more. */
export const finishErasure = (db: Database, { id }: Erasure): Promise<Erasure> =>
  db.transaction().execute(async (tx) => {
    await forgetErasing(tx, { id });
    return (
      tx
        .updateTable("erasures")
        // Who asks again while it is being finished is given the same receipt.
        .set((e) => ({ pseudonym: null, doneAt: e.fn.coalesce("doneAt", e.val(date())) }))
        .where("id", "=", id)
        .returningAll()
        .executeTakeFirstOrThrow()
    );
  });

/** Every universe in which this user is known. */
export async function universesOf(db: Database, player: PlayerId): Promise<string[]> {
  const rows = await db.selectFrom("players").select("universe").distinct().where(isOf(player)).execute();
  return rows.map((row) => row.universe);
}

/** The universes in which something of this user may be left to forget: also those where that was begun, for whomever, and is not finished. */
export async function universesToErase(db: Database, player: PlayerId): Promise<string[]> {
  const pending = (await pendingErasures(db)).map(({ universe }) => universe);
  return [...new Set([...(await universesOf(db, player)), ...pending])];
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
    .values({ id, mark, at: date() })
    .onConflict((c) => c.doNothing())
    .execute();
}
