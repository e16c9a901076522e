import { type Expression, sql } from "kysely";
import type { Database } from "../../store/store.ts";
import { type Counts, type Kind, KINDS, noCounts, type TownRows } from "./town-file.ts";

type Query<T> = Expression<T> & { stream(): AsyncIterable<T> };

/** What is carried of each table, by its keys, so that two files of the same town are the same. */
export const townRows: { [K in Kind]: (db: Database) => Query<TownRows[K]> } = {
  players: (db) => db.selectFrom("players").selectAll().orderBy("universe").orderBy("userId"),
  conversations: (db) =>
    db
      .selectFrom("conversations")
      .select(["id", "npc", "player", "openedAt", "lastAt"])
      .where("endedAt", "is", null)
      .where("player", "not in", beingErased(db))
      .orderBy("id"),
  memories: (db) =>
    db.selectFrom("memories").selectAll().where("player", "not in", beingErased(db)).orderBy("npc").orderBy("player"),
  turns: endedTurns,
  blocks: (db) => db.selectFrom("blocks").selectAll().orderBy("npc").orderBy("label"),
  usage: (db) => db.selectFrom("usage").selectAll().orderBy("day").orderBy("npc").orderBy("model"),
};

export async function countRows(db: Database): Promise<Counts> {
  const counts = noCounts();
  for (const kind of KINDS) {
    const { rows } = await sql<{ n: number | string }>`select count(*) as n from (${townRows[kind](db)}) as t`.execute(
      db,
    );
    counts[kind] = Number(rows[0]?.n ?? 0);
  }
  return counts;
}

/** The words of a turn belong to its conversation: where that is over they are about to be forgotten, and are left out. */
function endedTurns(db: Database): Query<TownRows["turns"]> {
  return db
    .selectFrom("turns")
    .leftJoin("conversations as open", (join) =>
      join.onRef("open.id", "=", "turns.conversation").on("open.endedAt", "is", null),
    )
    .select((e) => {
      const isOpen = e("open.id", "is not", null);
      return [
        ...WITHOUT_WORDS,
        e.case().when(isOpen).then(e.ref("turns.text")).end().as("text"),
        e.case().when(isOpen).then(e.ref("turns.reply")).end().as("reply"),
        e.case().when(isOpen).then(e.ref("turns.acts")).else("[]").end().as("acts"),
      ];
    })
    .where("turns.status", "in", ["done", "failed"])
    .where("turns.player", "not in", beingErased(db))
    .orderBy("turns.id");
}

const WITHOUT_WORDS = [
  "turns.id",
  "turns.conversation",
  "turns.npc",
  "turns.universe",
  "turns.player",
  "turns.server",
  "turns.locale",
  "turns.screened",
  "turns.status",
  "turns.mind",
  "turns.reason",
  "turns.tokensIn",
  "turns.tokensOut",
  "turns.usd",
  "turns.acceptedAt",
  "turns.firstBeatAt",
  "turns.endedAt",
] as const;

/** Whom an erasure is about to take out is not carried away before. */
const beingErased = (db: Database) =>
  db.selectFrom("erasures").select("pseudonym").where("pseudonym", "is not", null).$narrowType<{ pseudonym: string }>();
