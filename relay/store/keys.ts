import { hash, randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import { date } from "../observe/clock.ts";
import { lockFor } from "./lock-for.ts";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";

export type KeyRow = Selectable<Schema["keys"]>;

/** Two at once, so that a key can be changed without a moment in which place servers have none. */
const VALID_AT_ONCE = 2;

/**
 * Makes a key of a universe and answers with it, the only time that anybody sees it: the store has its hash. Where the
 * universe has two already it answers with their ids instead.
 */
export async function createKey(
  db: Database,
  universe: string,
): Promise<{ id: string; key: string } | { valid: string[] }> {
  return db.transaction().execute(async (tx) => {
    await lockFor(tx, `keys of ${universe}`);
    const valid = await tx
      .selectFrom("keys")
      .select("id")
      .where("universe", "=", universe)
      .where("revokedAt", "is", null)
      .execute();
    if (valid.length >= VALID_AT_ONCE) return { valid: valid.map((row) => row.id) };
    const id = randomBytes(4).toString("hex");
    const secret = randomBytes(24).toString("base64url");
    await tx
      .insertInto("keys")
      .values({ id, universe, hash: hashOf(secret), createdAt: date(), revokedAt: null, usedAt: null })
      .execute();
    return { id, key: `tf_${id}_${secret}` };
  });
}

/** Answers with whether there was such a valid key. */
export async function revokeKey(db: Database, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("keys")
    .set({ revokedAt: date() })
    .where("id", "=", id)
    .where("revokedAt", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export const listKeys = (db: Database): Promise<KeyRow[]> =>
  db.selectFrom("keys").selectAll().orderBy("createdAt").execute();

/** Those that have a valid key. */
export async function universesWithKeys(db: Database): Promise<string[]> {
  const rows = await db.selectFrom("keys").select("universe").distinct().where("revokedAt", "is", null).execute();
  return rows.map(({ universe }) => universe);
}

/** The valid key of this id, whatever its secret. */
export const findKey = (db: Database, id: string): Promise<KeyRow | undefined> =>
  db.selectFrom("keys").selectAll().where("id", "=", id).where("revokedAt", "is", null).executeTakeFirst();

export async function noteKeyUse(db: Database, id: string): Promise<void> {
  await db.updateTable("keys").set({ usedAt: date() }).where("id", "=", id).execute();
}

/** The secret is random and long, so one round of a fast hash keeps it. */
export const hashOf = (secret: string): string => hash("sha256", secret);
