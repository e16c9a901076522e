import type { Database } from "./store.ts";

/** A thread on a relay's own Letta that is to be forgotten there as soon as the relay is back. */
export interface Left {
  thread: string;
  conversation: string;
}

/** Writes down that the relay of this name, which is away, has yet to forget a conversation. */
export async function leaveBehind(db: Database, relay: string, mind: string, conversation: string): Promise<void> {
  await db
    .insertInto("leftBehind")
    .columns(["thread", "conversation", "player", "relay"])
    .expression((e) =>
      e
        .selectFrom("threads")
        .innerJoin("conversations", "conversations.id", "threads.conversation")
        .select(["thread", "conversations.id", "conversations.player", e.val(relay).as("relay")])
        .where("mind", "=", mind)
        .where("threads.conversation", "=", conversation),
    )
    // Its number may be another conversation's by now: the one before has then been erased.
    .onConflict((c) =>
      c
        .column("thread")
        .doUpdateSet((e) => ({ conversation: e.ref("excluded.conversation"), player: e.ref("excluded.player") })),
    )
    .execute();
}

/** But for those on which their talk lives: not given up yet, or taken up anew under the same number. */
export const leftBehindAt = (db: Database, relay: string): Promise<Left[]> =>
  db
    .selectFrom("leftBehind")
    .select(["thread", "conversation"])
    .where("relay", "=", relay)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("threads")
            .select("threads.thread")
            .whereRef("threads.thread", "=", "leftBehind.thread")
            .whereRef("threads.conversation", "=", "leftBehind.conversation"),
        ),
      ),
    )
    .execute();

export async function dropLeft(db: Database, thread: string): Promise<void> {
  await db.deleteFrom("leftBehind").where("thread", "=", thread).execute();
}

/** The data folder of the relay of this name is gone for good, and all that was left there with it. */
export async function dropLeftAt(db: Database, relay: string): Promise<void> {
  await db.deleteFrom("leftBehind").where("relay", "=", relay).execute();
}

/** The relays that have yet to forget something of this player. */
export async function whereLeftOf(db: Database, player: string): Promise<string[]> {
  const rows = await db.selectFrom("leftBehind").select("relay").distinct().where("player", "=", player).execute();
  return rows.map(({ relay }) => relay);
}
