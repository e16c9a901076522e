import type { Insertable, Selectable, Updateable } from "kysely";
import { fellowsOf, fenced, inHand } from "./fellows.ts";
import { batchOf } from "./postgres/batch.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";

export interface Exchange {
  said: string;
  reply: string;
}

export type Turn = Selectable<Schema["turns"]>;

/** Of no relay as yet. */
export type NewTurn = Omit<Turn, "holder" | "fence">;

/** By its id in whatever letters. */
export async function findTurn(db: Database, id: string): Promise<Turn | undefined> {
  const [turn] = await byId(db, { id: id.toLowerCase() });
  return turn;
}

const byId = prepared((db, { id }: Pick<Turn, "id">) =>
  db
    .selectFrom("turns")
    .selectAll()
    .where((e) => e.eb(e.fn<string>("lower", ["id"]), "=", id)),
);

/** Stores it as one that this relay has in hand. */
export async function insertTurn(db: Database, accepted: NewTurn): Promise<Turn> {
  const turn = { ...accepted, ...inHand(db) };
  await insert(db, turn);
  return turn;
}

const insert = prepared((db, turn: Insertable<Schema["turns"]>) => db.insertInto("turns").values(turn));

/**
 * `fence`: of the registration under which this relay took the turn in hand.
 * @throws as `isFenced` knows where that is over, and the turn is another relay's.
 */
export async function updateTurn(
  db: Database,
  id: string,
  change: Updateable<Schema["turns"]>,
  fence: number | null = null,
): Promise<void> {
  const batch = batchOf(db);
  if (batch === undefined) await update(db, { ...change, id });
  else await batch({ turn: { id, change }, fence });
}

const update = prepared((db, { id, ...change }: Updateable<Schema["turns"]> & Pick<Turn, "id">) =>
  db.updateTable("turns").set(change).where("id", "=", id),
);

/**
 * For what a turn writes elsewhere: until this transaction ends, no other relay takes it over, and its end is not stored.
 * @throws as `updateTurn` does, also where it has ended.
 */
export async function holdTurn(tx: Database, { id, fence }: Pick<Turn, "id" | "fence">): Promise<void> {
  if (fence === null) return;
  const own = tx.selectFrom("turns").select("id").where("id", "=", id).where("fence", "=", fence);
  if ((await own.where("endedAt", "is", null).forShare().executeTakeFirst()) === undefined) throw fenced();
}

/**
 * Has the turn run from now on, if it is the first in its conversation that has not ended, whichever relay has the others;
 * answers with whether it is. @throws as `updateTurn` does.
 */
export async function beginTurn(db: Database, { id, conversation, acceptedAt, fence }: Turn): Promise<boolean> {
  const batch = batchOf(db);
  if (batch !== undefined) return batch({ begin: id, fence });
  return (await begin(db, { id, conversation, acceptedAt })).length > 0;
}

const begin = prepared((db, { id, conversation, acceptedAt }: Pick<Turn, "id" | "conversation" | "acceptedAt">) =>
  db
    .updateTable("turns")
    .set({ status: "running" })
    .where("id", "=", id)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("turns as before")
            .select("before.id")
            .where("before.conversation", "=", conversation)
            .where("before.status", "in", ["accepted", "running"])
            .where("before.acceptedAt", "<", acceptedAt),
        ),
      ),
    )
    .returning("id"),
);

/** Whether an earlier one of its conversation has not ended. */
export async function hasUnfinishedBefore(db: Database, { conversation, acceptedAt }: Turn): Promise<boolean> {
  return (await unfinishedBefore(db, { conversation, acceptedAt })).length > 0;
}

const unfinishedBefore = prepared((db, { conversation, acceptedAt }: Pick<Turn, "conversation" | "acceptedAt">) =>
  db
    .selectFrom("turns")
    .select("id")
    .where("conversation", "=", conversation)
    .where("status", "in", ["accepted", "running"])
    .where("acceptedAt", "<", acceptedAt)
    .limit(1),
);

/** Those that this relay has in hand. */
export async function unfinishedTurns(db: Database): Promise<Turn[]> {
  const fence = fellowsOf(db).fence();
  return db
    .selectFrom("turns")
    .selectAll()
    .where("status", "in", ["accepted", "running"])
    .$if(fence !== null, (q) => q.where("fence", "=", fence))
    .orderBy("acceptedAt")
    .execute();
}

/** What was said in the conversation before this turn, oldest first; the newest 200 at most. */
export async function historyBefore(db: Database, turn: Turn, most = 200): Promise<Exchange[]> {
  return exchanges(await newestWords(db, { conversation: turn.conversation, id: turn.id, most }));
}

const newestWords = prepared((db, { conversation, id, most }: Pick<Turn, "conversation" | "id"> & { most: number }) =>
  db
    .selectFrom("turns")
    .select(["text", "reply"])
    .where("conversation", "=", conversation)
    .where("id", "!=", id)
    .where("reply", "!=", "")
    .orderBy("acceptedAt", "desc")
    .limit(most),
);

const exchanges = (newestFirst: Pick<Turn, "text" | "reply">[]): Exchange[] =>
  newestFirst
    .reverse()
    .flatMap(({ text, reply }) => (text !== null && text !== "" && reply !== null ? [{ said: text, reply }] : []));

/** The exchanges of the conversation since `mind` last took part in it, oldest first; the newest 10 at most. */
export async function missedBy(db: Database, mind: string, turn: Turn): Promise<Exchange[]> {
  const rows = await newestExchanges(db, { mind, conversation: turn.conversation, id: turn.id });
  // Of a thread that is new it has heard nothing: the town came from another relay, or Letta lost the old one.
  const heard = rows.findIndex((row) => row.mind === mind && Number(row.endedAt) >= (row.since ?? Infinity));
  return exchanges(heard < 0 ? rows : rows.slice(0, heard));
}

const newestExchanges = prepared(
  (db, { mind, conversation, id }: { mind: string } & Pick<Turn, "conversation" | "id">) =>
    db
      .selectFrom("turns")
      .select(["text", "reply", "mind", "endedAt"])
      // A join takes SQLite six times as long.
      .select((e) =>
        e
          .selectFrom("threads")
          .select("since")
          .where("threads.mind", "=", mind)
          .where("threads.conversation", "=", conversation)
          .as("since"),
      )
      .where("conversation", "=", conversation)
      .where("id", "!=", id)
      .where("reply", "!=", "")
      .orderBy("acceptedAt", "desc")
      .limit(10),
);

export async function newestTurnAt(db: Database, conversation: string): Promise<number> {
  const [newest] = await newestTime(db, { conversation });
  return newest?.at ?? 0;
}

const newestTime = prepared((db, { conversation }: Pick<Turn, "conversation">) =>
  db
    .selectFrom("turns")
    .select((e) => e.fn.max<number | null>("acceptedAt").as("at"))
    .where("conversation", "=", conversation),
);

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
  const each = Object.fromEntries(texts.entries());
  return (await amongThese(db, { ...each, conversation })).map((row) => row.text);
}

const amongThese = prepared((db, { conversation, ...texts }: Pick<Turn, "conversation"> & Record<string, string>) =>
  db
    .selectFrom("turns")
    .select("text")
    .distinct()
    .where("conversation", "=", conversation)
    .where("text", "in", Object.values(texts)),
);

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

/** Retention: turns that ended before `before` go, words and all; where they are very many, the rest at the next call. */
export async function dropOldTurns(db: Database, before: number): Promise<void> {
  let steps = 0;
  for (const status of ["done", "failed"] as const)
    while (steps++ < STEPS && (await dropSome(db, status, before)) === A_STEP);
}

/** A few at a time: the relay stands still for each statement. Answers with how many. */
async function dropSome(db: Database, status: Turn["status"], before: number): Promise<number> {
  const old = db
    .selectFrom("turns")
    .select("id")
    .where("status", "=", status)
    .where("endedAt", "<", before)
    .limit(A_STEP);
  const { numDeletedRows } = await db.deleteFrom("turns").where("id", "in", old).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

const A_STEP = 200;
/** More turns than a relay can take from one sweep to the next. */
const STEPS = 100;

/** Those that ever have. */
export async function universesThatTalked(db: Database): Promise<string[]> {
  const rows = await db.selectFrom("turns").select("universe").distinct().execute();
  return rows.map(({ universe }) => universe);
}

/** US dollars of turns since then, of every universe that has ever talked. */
export async function spentByUniverse(db: Database, since: number): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("turns")
    .select("universe")
    .select((e) =>
      e.fn.sum<number>(e.case().when("acceptedAt", ">=", since).then(e.ref("usd")).else(0).end()).as("usd"),
    )
    .groupBy("universe")
    .execute();
  return new Map(rows.map(({ universe, usd }) => [universe, usd]));
}
