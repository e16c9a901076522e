import type { Insertable, Selectable, Updateable } from "kysely";
import type { Exchange } from "../minds/mind.ts";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";

export type Turn = Selectable<Schema["turns"]>;

export const findTurn = (db: Database, id: string): Promise<Turn | undefined> =>
  db.selectFrom("turns").selectAll().where("id", "=", id).executeTakeFirst();

export const insertTurn = async (db: Database, turn: Insertable<Schema["turns"]>): Promise<Turn> =>
  db.insertInto("turns").values(turn).returningAll().executeTakeFirstOrThrow();

export async function updateTurn(db: Database, id: string, change: Updateable<Schema["turns"]>): Promise<void> {
  await db.updateTable("turns").set(change).where("id", "=", id).execute();
}

export const unfinishedTurns = (db: Database): Promise<Turn[]> =>
  db.selectFrom("turns").selectAll().where("status", "in", ["accepted", "running"]).orderBy("acceptedAt").execute();

/** What was said in the conversation before this turn, oldest first; the newest 200 at most. */
export async function historyBefore(db: Database, turn: Turn): Promise<Exchange[]> {
  const rows = await db
    .selectFrom("turns")
    .select(["text", "reply"])
    .where("conversation", "=", turn.conversation)
    .where("id", "!=", turn.id)
    .where("reply", "!=", "")
    .orderBy("acceptedAt", "desc")
    .limit(200)
    .execute();
  return exchanges(rows);
}

const exchanges = (newestFirst: Pick<Turn, "text" | "reply">[]): Exchange[] =>
  newestFirst
    .reverse()
    .flatMap(({ text, reply }) => (text !== null && text !== "" && reply !== null ? [{ said: text, reply }] : []));

/** The exchanges of the conversation since `mind` last took part in it, oldest first; the newest 10 at most. */
export async function missedBy(db: Database, mind: string, turn: Turn): Promise<Exchange[]> {
  const heard = await db
    .selectFrom("turns")
    .select("acceptedAt")
    .where("conversation", "=", turn.conversation)
    .where("mind", "=", mind)
    .where("reply", "!=", "")
    // Of a thread that is new it has heard nothing: the town came from another relay, or Letta lost the old one.
    .where("endedAt", ">=", (e) =>
      e.selectFrom("threads").select("since").where("mind", "=", mind).where("conversation", "=", turn.conversation),
    )
    .orderBy("acceptedAt", "desc")
    .limit(1)
    .executeTakeFirst();
  const rows = await db
    .selectFrom("turns")
    .select(["text", "reply"])
    .where("conversation", "=", turn.conversation)
    .where("id", "!=", turn.id)
    .where("reply", "!=", "")
    .where("acceptedAt", ">", heard?.acceptedAt ?? 0)
    .orderBy("acceptedAt", "desc")
    .limit(10)
    .execute();
  return exchanges(rows);
}

export async function newestTurnAt(db: Database, conversation: string): Promise<number> {
  const { at } = await db
    .selectFrom("turns")
    .select((e) => e.fn.max<number | null>("acceptedAt").as("at"))
    .where("conversation", "=", conversation)
    .executeTakeFirstOrThrow();
  return at ?? 0;
}

/** The newest turns of this player with this NPC, before `before` if it is given. */
export const pageOfTurns = (
  db: Database,
  {
    npc,
    player,
    before,
    limit,
  }: { npc: string; player: string; before: { at: number; id: string } | undefined; limit: number },
): Promise<Turn[]> =>
  db
    .selectFrom("turns")
    .selectAll()
    .where("npc", "=", npc)
    .where("player", "=", player)
    .$if(before !== undefined, (q) =>
      q.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("acceptedAt", "id"), "<", tuple(before?.at ?? 0, before?.id ?? "")),
      ),
    )
    .orderBy("acceptedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

/** Which of these texts the player has said in a conversation. */
export async function saidOf(db: Database, conversation: string, texts: string[]): Promise<(string | null)[]> {
  const rows = await db
    .selectFrom("turns")
    .select("text")
    .distinct()
    .where("conversation", "=", conversation)
    .where("text", "in", texts)
    .execute();
  return rows.map((row) => row.text);
}

/** Takes every word of a conversation out of the store. That a turn took place, and how it went, stays. */
export async function forgetWords(db: Database, conversation: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const turns = tx.selectFrom("turns").select("id").where("conversation", "=", conversation);
    await tx.deleteFrom("events").where("turn", "in", turns).execute();
    await tx
      .updateTable("turns")
      .set({ text: null, reply: null, acts: "[]" })
      .where("conversation", "=", conversation)
      .execute();
    await tx.deleteFrom("conversations").where("id", "=", conversation).execute();
  });
}

/** Retention: turns that ended before `before` go, words and all. */
export async function dropOldTurns(db: Database, before: number): Promise<void> {
  await db.deleteFrom("turns").where("endedAt", "<", before).execute();
}
