import type { Database } from "./store.ts";
import type { Turn } from "./turns.ts";

/**
 * Takes every word of a conversation out of the store. That a turn took place, and how it went, stays, also for a place server that has
 * not heard yet how it ended: in that is no word of anybody but the sheet's author.
 */
export async function forgetWords(db: Database, conversation: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const turns = tx.selectFrom("turns").select("id").where("conversation", "=", conversation);
    await tx
      .deleteFrom("events")
      .where("turn", "in", turns)
      .where("body", "not like", `%"kind":"done"%`)
      .where("body", "not like", `%"kind":"fail"%`)
      .execute();
    await tx
      .updateTable("turns")
      .set({ text: null, reply: null, acts: "[]" })
      .where("conversation", "=", conversation)
      .execute();
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
