import { randomBytes } from "node:crypto";
import type { PlayerId } from "../../game/townsfolk/wire/contract.ts";
import { isPostgres } from "./lock-for.ts";
import { prepared } from "./prepared.ts";
import type { Database } from "./store.ts";

/**
 * The pseudonym under which everything outside this table knows a player. It is random, so without the row nothing leads
 * back to the user id: to delete the row is to forget whose the rest was.
 */
export async function pseudonymOf(db: Database, universe: string, player: PlayerId): Promise<string> {
  const user = { universe, userId: String(player) };
  // Who is erased meanwhile, is erased with all that is written by it.
  const [known] = isPostgres(db) ? await byUserToKeep(db, user) : await byUser(db, user);
  if (known !== undefined) return known.pseudonym;
  const [added] = await add(db, { ...user, pseudonym: `p-${randomBytes(9).toString("base64url")}` });
  // Where somebody else was quicker, theirs is read.
  return added?.pseudonym ?? pseudonymOf(db, universe, player);
}

/** For reading: a player who never spoke gets no row by it. */
export async function findPseudonym(db: Database, universe: string, player: PlayerId): Promise<string | undefined> {
  const [row] = await byUser(db, { universe, userId: String(player) });
  return row?.pseudonym;
}

const byUser = prepared((db, { universe, userId }: { universe: string; userId: string }) =>
  db.selectFrom("players").select("pseudonym").where("universe", "=", universe).where("userId", "=", userId),
);

/** Answers with nothing where somebody else was quicker. */
const add = prepared((db, row: { universe: string; userId: string; pseudonym: string }) =>
  db
    .insertInto("players")
    .values(row)
    .onConflict((c) => c.doNothing())
    .returning("pseudonym"),
);

const byUserToKeep = prepared((db, { universe, userId }: { universe: string; userId: string }) =>
  db
    .selectFrom("players")
    .select("pseudonym")
    .where("universe", "=", universe)
    .where("userId", "=", userId)
    .forKeyShare(),
);
