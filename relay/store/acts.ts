import type { Selectable } from "kysely";
import { now } from "../observe/clock.ts";
import { prepared } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";

type Key = Pick<Selectable<Schema["actSets"]>, "universe" | "hash">;

/** A game that is changed declares its acts anew; place servers that run still name the old ones. */
const SETS_A_UNIVERSE = 20;

/** Keeps what a universe's game declares, and gives up what it has not named for longest. */
export async function keepActSet(db: Database, { universe, hash }: Key, body: string): Promise<void> {
  const usedAt = now();
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto("actSets")
      .values({ universe, hash, body, usedAt })
      .onConflict((c) => c.columns(["universe", "hash"]).doUpdateSet({ usedAt }))
      .execute();
    const newest = tx.selectFrom("actSets").select("hash").where("universe", "=", universe).orderBy("usedAt", "desc");
    await tx
      .deleteFrom("actSets")
      .where("universe", "=", universe)
      .where("hash", "not in", newest.limit(SETS_A_UNIVERSE))
      .execute();
  });
}

/** Notes that a place server carries these acts out; whether they are known. */
export async function touchActSet(db: Database, { universe, hash }: Key): Promise<boolean> {
  const touched = db.updateTable("actSets").set({ usedAt: now() });
  const { numUpdatedRows } = await touched.where("universe", "=", universe).where("hash", "=", hash).executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function findActSet(db: Database, key: Key): Promise<string | undefined> {
  const [row] = await byHash(db, key);
  return row?.body;
}

const byHash = prepared((db, { universe, hash }: Key) =>
  db.selectFrom("actSets").select("body").where("universe", "=", universe).where("hash", "=", hash),
);

/** The hash of what a place server of this universe named last. */
export async function newestActSet(db: Database, universe: string): Promise<string | undefined> {
  const [row] = await newestOf(db, { universe });
  return row?.hash;
}

const newestOf = prepared((db, { universe }: Pick<Key, "universe">) =>
  db.selectFrom("actSets").select("hash").where("universe", "=", universe).orderBy("usedAt", "desc").limit(1),
);

/** Those of every universe. */
export async function allActSets(db: Database): Promise<string[]> {
  return (await db.selectFrom("actSets").select("body").execute()).map(({ body }) => body);
}
