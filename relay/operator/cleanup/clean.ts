import type { Orphan } from "../../minds/mind.ts";
import { hasThread } from "../../store/kept-threads.ts";
import type { Schema } from "../../store/schema.ts";
import type { Database } from "../../store/store.ts";
import type { Cleanup } from "./cleanup.ts";
import { findOrphans, removeOrphans } from "./orphans.ts";
import { countCleanup, dropEmptyPlayers } from "./plan.ts";

/** What is to go, or what has gone. */
export interface Cleaning {
  conversations: number;
  /** Turns that lose their words. */
  turns: number;
  /** What NPCs know of players, where the sheet does not keep it. */
  memories: number;
  /** Players of whom nothing is left. */
  players: number;
  mind: string;
  /** What the mind keeps and nothing in the store refers to. */
  orphans: Orphan[];
}

/** What could not be removed, and is there to be tried again. */
export interface Stuck {
  conversations: number;
  orphans: Orphan[];
}

/** What `clean` would remove now. `before`: conversations in which nothing was said since then, in milliseconds. */
export const planCleaning = async (cleanup: Cleanup, before: number, withOrphans: boolean): Promise<Cleaning> => ({
  ...(await countCleanup(cleanup, before)),
  mind: cleanup.mind.name(),
  orphans: withOrphans ? await findOrphans(cleanup) : [],
});

export async function clean(
  cleanup: Cleanup,
  before: number,
  withOrphans: boolean,
): Promise<{ removed: Cleaning; stuck: Stuck }> {
  const removed: Cleaning = {
    conversations: 0,
    turns: 0,
    memories: 0,
    players: 0,
    mind: cleanup.mind.name(),
    orphans: [],
  };
  const stuck: Stuck = { conversations: 0, orphans: [] };
  for await (const conversation of idleConversations(cleanup.db, before)) {
    const gone = await forget(cleanup, conversation, before);
    if (gone === "stuck") stuck.conversations += 1;
    if (typeof gone === "string") continue;
    removed.conversations += 1;
    removed.turns += gone.turns;
    removed.memories += gone.memories;
  }
  removed.players = await dropEmptyPlayers(cleanup.db);
  if (withOrphans) {
    const orphans = await removeOrphans(cleanup, await findOrphans(cleanup));
    removed.orphans = orphans.removed;
    stuck.orphans = orphans.stuck;
  }
  return { removed, stuck };
}

type Conversation = Pick<Schema["conversations"], "id" | "npc" | "player">;

async function* idleConversations(db: Database, before: number): AsyncGenerator<Conversation> {
  for (let after = ""; ;) {
    const page = await db
      .selectFrom("conversations")
      .select(["id", "npc", "player"])
      .where("lastAt", "<", before)
      .where("id", ">", after)
      .orderBy("id")
      .limit(PAGE)
      .execute();
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

const PAGE = 100;

/**
 * The mind first: if it cannot forget, nothing has changed. A player who speaks in between keeps the conversation, and the
 * mind hears from the relay what it missed.
 */
async function forget({ db, cast, mind, log }: Cleanup, { id, npc, player }: Conversation, before: number) {
  try {
    await mind.forget(id);
  } catch (error) {
    log.warn({ err: error, conversation: id }, "the mind could not forget a conversation");
    return "stuck" as const;
  }
  // Another mind has something of it yet, which is found by this row alone.
  if (await hasThread(db, id)) return "stuck" as const;
  return db.transaction().execute(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom("conversations")
      .where("id", "=", id)
      .where("lastAt", "<", before)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return "alive" as const;
    await tx
      .deleteFrom("events")
      .where("turn", "in", tx.selectFrom("turns").select("id").where("conversation", "=", id))
      .execute();
    const { numUpdatedRows } = await tx
      .updateTable("turns")
      .set({ text: null, reply: null, acts: "[]" })
      .where("conversation", "=", id)
      .where((e) => e.or([e("text", "is not", null), e("reply", "is not", null)]))
      .executeTakeFirst();
    if (cast.find(npc)?.memory === "player") return { turns: Number(numUpdatedRows), memories: 0 };
    const others = tx.selectFrom("conversations").select("id").where("npc", "=", npc).where("player", "=", player);
    const memories = await tx
      .deleteFrom("memories")
      .where("npc", "=", npc)
      .where("player", "=", player)
      .where((e) => e.not(e.exists(others)))
      .executeTakeFirst();
    return { turns: Number(numUpdatedRows), memories: Number(memories.numDeletedRows) };
  });
}
