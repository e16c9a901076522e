import { prepared } from "./prepared.ts";
import type { Database } from "./store.ts";
import type { Turn } from "./turns.ts";

export interface Exchange {
  said: string;
  reply: string;
}

/** What was said in the conversation before this turn, oldest first; so many of the newest at most. */
export async function historyBefore(db: Database, turn: Turn, most: number): Promise<Exchange[]> {
  return exchanges(await newestWords(db, { conversation: turn.conversation, id: turn.id, most }));
}

const newestWords = prepared((db, { conversation, id, most }: Pick<Turn, "conversation" | "id"> & { most: number }) =>
  db
    .selectFrom("turns")
    .select(["text", "reply"])
    .where("conversation", "=", conversation)
    .where("id", "!=", id)
    .where("text", "!=", "")
    .where("reply", "!=", "")
    .orderBy("acceptedAt", "desc")
    .limit(most),
);

const exchanges = (newestFirst: Pick<Turn, "text" | "reply">[]): Exchange[] =>
  newestFirst
    .reverse()
    .flatMap(({ text, reply }) => (text !== null && text !== "" && reply !== null ? [{ said: text, reply }] : []));

/** The exchanges of the conversation since `mind` last took part in it, oldest first; the newest 10 at most. */
export async function missedBy(db: Database, mind: string, turn: Turn): Promise<Exchange[]> {
  const rows = await newestExchanges(db, { mind, conversation: turn.conversation, id: turn.id });
  // Of a thread that is new it has heard nothing: the town came from another relay, or Letta lost the old one.
  const heard = rows.findIndex((row) => row.mind === mind && Number(row.endedAt) >= (row.since ?? Infinity));
  return exchanges(heard < 0 ? rows : rows.slice(0, heard));
}

const newestExchanges = prepared(
  (db, { mind, conversation, id }: { mind: string } & Pick<Turn, "conversation" | "id">) =>
    db
      .selectFrom("turns")
      .select(["text", "reply", "mind", "endedAt"])
      // A join takes SQLite six times as long.
      .select((e) =>
        e
          .selectFrom("threads")
          .select("since")
          .where("threads.mind", "=", mind)
          .where("threads.conversation", "=", conversation)
          .as("since"),
      )
      .where("conversation", "=", conversation)
      .where("id", "!=", id)
      .where("reply", "!=", "")
      .orderBy("acceptedAt", "desc")
      .limit(10),
);

/** The newest turns of this player with this NPC, before `before` if it is given. */
export const pageOfTurns = (
  db: Database,
  {
    npc,
    player,
    before,
    limit,
  }: { npc: string; player: string; before: { at: number; id: string } | undefined; limit: number },
): Promise<Turn[]> =>
  db
    .selectFrom("turns")
    .selectAll()
    .where("npc", "=", npc)
    .where("player", "=", player)
    .$if(before !== undefined, (q) =>
      q.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("acceptedAt", "id"), "<", tuple(before?.at ?? 0, before?.id ?? "")),
      ),
    )
    .orderBy("acceptedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

/** Which of these texts the player has said in a conversation. */
export async function saidOf(db: Database, conversation: string, texts: string[]): Promise<(string | null)[]> {
  const each = Object.fromEntries(texts.entries());
  return (await amongThese(db, { ...each, conversation })).map((row) => row.text);
}

const amongThese = prepared((db, { conversation, ...texts }: Pick<Turn, "conversation"> & Record<string, string>) =>
  db
    .selectFrom("turns")
    .select("text")
    .distinct()
    .where("conversation", "=", conversation)
    .where("text", "in", Object.values(texts)),
);
