import type { Database } from "./store.ts";

/** The minds that have yet to forget something of this player. */
export async function mindsThatKeep(db: Database, player: string): Promise<string[]> {
  const rows = await db
    .selectFrom("threads")
    .innerJoin("conversations", "conversations.id", "threads.conversation")
    .select("mind")
    .distinct()
    .where("player", "=", player)
    .execute();
  return rows.map(({ mind }) => mind);
}

/** Whether a mind has yet to forget something of the conversation. */
export async function hasThread(db: Database, conversation: string): Promise<boolean> {
  const thread = db.selectFrom("threads").select("thread").where("conversation", "=", conversation);
  return (await thread.executeTakeFirst()) !== undefined;
}

/** Some of the conversations whose thread this mind has kept since before then. */
export const keptSinceBefore = (
  db: Database,
  mind: string,
  before: number,
): Promise<{ id: string; npc: string; player: string }[]> =>
  db
    .selectFrom("threads")
    .innerJoin("conversations", "conversations.id", "threads.conversation")
    .select(["conversations.id", "conversations.npc", "conversations.player"])
    .where("mind", "=", mind)
    .where("since", "<", before)
    .limit(SOME)
    .execute();

const SOME = 100;

/** The server of this mind is gone for good, and all that was on it. */
export async function dropThreadsAt(db: Database, mind: string): Promise<void> {
  await db.deleteFrom("threads").where("mind", "=", mind).execute();
}
