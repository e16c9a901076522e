import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import { fellowsOf, fenced, inHand } from "./fellows.ts";
import { batchOf } from "./postgres/batch.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";

export type Turn = Selectable<Schema["turns"]>;

/** Of no relay as yet. */
export type NewTurn = Omit<Turn, "holder" | "fence">;

/** Written out: with parameters, SQLite writes a plan anew each time, since an index is of the running ones alone. */
const UNFINISHED = sql<Turn["status"]>`('accepted', 'running')`;

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
            .where("before.status", "in", UNFINISHED)
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
    .where("status", "in", UNFINISHED)
    .where("acceptedAt", "<", acceptedAt)
    .limit(1),
);

/** Those that this relay has in hand. */
export async function unfinishedTurns(db: Database): Promise<Turn[]> {
  const fence = fellowsOf(db).fence();
  return db
    .selectFrom("turns")
    .selectAll()
    .where("status", "in", UNFINISHED)
    .$if(fence !== null, (q) => q.where("fence", "=", fence))
    .orderBy("acceptedAt")
    .execute();
}

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
