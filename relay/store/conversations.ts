import { randomUUID } from "node:crypto";
import { now } from "../observe/clock.ts";
import { prepared } from "./prepared.ts";
import type { Database } from "./store.ts";

/** Whose talk it is. */
export interface Talker {
  /** The id of the key that brought it. */
  key: string;
  /** `<universe>/<place server>`; null where there is none. */
  server: string | null;
  npc: string;
  player: string;
}

export interface OpenTalk extends Talker {
  /** When something was last said in it, in milliseconds since 1970. */
  lastAt: number;
}

/** The open conversation of this player with this NPC, made if there is none. A talk is open in it from now on. */
export async function openConversation(db: Database, { npc, player, key, server }: Talker): Promise<string> {
  const [open] = await insertOrTouch(db, { id: randomUUID(), npc, player, key, server, at: now() });
  if (open === undefined) throw new Error("the store has not told which conversation is open");
  return open.id;
}

const insertOrTouch = prepared((db, { id, npc, player, at, ...talk }: Talker & { id: string; at: number }) =>
  db
    .insertInto("conversations")
    .values({ id, npc, player, openedAt: at, lastAt: at, endedAt: null, ...talk })
    .onConflict((c) =>
      c
        .columns(["npc", "player"])
        .where("endedAt", "is", null)
        .doUpdateSet({ lastAt: at, ...talk }),
    )
    .returning("id"),
);

/**
 * Ends it for the players, with what its NPC knows of this one: whoever speaks next begins a new one. Answers with its id, if one
 * was open in which nothing was said since `before`.
 */
export async function endConversation(
  db: Database,
  npc: string,
  player: string,
  before = Infinity,
): Promise<string | undefined> {
  return db.transaction().execute(async (tx) => {
    const ended = await tx
      .updateTable("conversations")
      .set({ endedAt: now() })
      .where("npc", "=", npc)
      .where("player", "=", player)
      .where("endedAt", "is", null)
      .$if(before !== Infinity, (q) => q.where("lastAt", "<", before))
      .returning("id")
      .executeTakeFirst();
    if (ended === undefined) return undefined;
    await tx.deleteFrom("memories").where("npc", "=", npc).where("player", "=", player).execute();
    return ended.id;
  });
}

/** The conversation goes on some other day. */
export async function noteNoTalk(db: Database, npc: string, player: string): Promise<void> {
  await db
    .updateTable("conversations")
    .set({ key: null, server: null })
    .where("npc", "=", npc)
    .where("player", "=", player)
    .where("endedAt", "is", null)
    .execute();
}

/** The talks in which something was said since then. */
export async function talksSince(db: Database, since: number): Promise<OpenTalk[]> {
  const rows = await db
    .selectFrom("conversations")
    .select(["npc", "player", "key", "server", "lastAt"])
    .where("endedAt", "is", null)
    .where("lastAt", ">", since)
    .execute();
  return rows.flatMap(({ key, ...talk }) => (key === null ? [] : [{ key, ...talk }]));
}

/** Not of NPCs that are `kept` from visit to visit: of those everybody who ever talked has one open. */
export const idleConversations = (
  db: Database,
  before: number,
  kept: string[],
): Promise<{ npc: string; player: string }[]> =>
  db
    .selectFrom("conversations")
    .select(["npc", "player"])
    .where("endedAt", "is", null)
    .where("lastAt", "<", before)
    .$if(kept.length > 0, (q) => q.where("npc", "not in", kept))
    .execute();

/** Ended, but not yet forgotten everywhere: the relay stopped in between, or the mind was away. */
export const endedConversations = (db: Database): Promise<{ id: string; npc: string; player: string }[]> =>
  db.selectFrom("conversations").select(["id", "npc", "player"]).where("endedAt", "is not", null).execute();

/** Some of those that ended before then. Not those that only another mind than this one can forget. */
export const endedLongAgo = (
  db: Database,
  before: number,
  mind: string,
): Promise<{ id: string; npc: string; player: string }[]> =>
  db
    .selectFrom("conversations")
    .select(["id", "npc", "player"])
    .where("endedAt", "<", before)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("threads")
            .select("threads.thread")
            .whereRef("threads.conversation", "=", "conversations.id")
            .where("mind", "!=", mind),
        ),
      ),
    )
    .limit(SOME)
    .execute();

const SOME = 500;

/** Of one that has ended and is forgotten by now; where another mind has a thread of it, that is still to be forgotten. */
export async function dropConversation(db: Database, id: string): Promise<void> {
  await db
    .deleteFrom("conversations")
    .where("id", "=", id)
    .where("endedAt", "is not", null)
    .where((e) =>
      e.not(e.exists(e.selectFrom("threads").select("threads.thread").where("threads.conversation", "=", id))),
    )
    .execute();
}

export const conversationsOf = (db: Database, player: string): Promise<{ id: string; npc: string; player: string }[]> =>
  db.selectFrom("conversations").select(["id", "npc", "player"]).where("player", "=", player).execute();
