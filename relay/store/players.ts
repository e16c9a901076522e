import { randomBytes } from "node:crypto";
import type { Database } from "./store.ts";

/**
 * The pseudonym under which everything outside this table knows a player. It is random, so without the row nothing leads
 * back to the user id: to delete the row is to forget whose the rest was.
 */
export async function pseudonymOf(db: Database, userId: number): Promise<string> {
  const known = await db.selectFrom("players").select("pseudonym").where("userId", "=", userId).executeTakeFirst();
  if (known) return known.pseudonym;
  const row = { userId, pseudonym: `p-${randomBytes(9).toString("base64url")}` };
  await db
    .insertInto("players")
    .values(row)
    .onConflict((c) => c.doNothing())
    .execute();
  return (await db.selectFrom("players").select("pseudonym").where("userId", "=", userId).executeTakeFirstOrThrow())
    .pseudonym;
}
