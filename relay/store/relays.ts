import type { Database } from "./store.ts";

/** The relay of this registration, if it still holds. */
export async function holderOf(db: Database, fence: number): Promise<string | undefined> {
  const row = await db.selectFrom("relays").select("id").where("fence", "=", fence).executeTakeFirst();
  return row?.id;
}

/** The relays that have unfinished turns of this player with this NPC in hand. */
export async function holdersOf(db: Database, npc: string, player: string): Promise<string[]> {
  const rows = await db
    .selectFrom("turns")
    .select("holder")
    .distinct()
    .where("npc", "=", npc)
    .where("player", "=", player)
    .where("status", "in", ["accepted", "running"])
    .execute();
  return rows.flatMap(({ holder }) => holder ?? []);
}

/** Whether a turn of the conversation goes on at another relay than this one. */
export async function goesOnElsewhere(db: Database, conversation: string, own: string): Promise<boolean> {
  const row = await db
    .selectFrom("turns")
    .select("id")
    .where("conversation", "=", conversation)
    .where("status", "in", ["accepted", "running"])
    .where("holder", "!=", own)
    .executeTakeFirst();
  return row !== undefined;
}
