import type { Database } from "./store.ts";

/** The relay of this registration, if it still holds. */
export async function holderOf(db: Database, fence: number): Promise<string | undefined> {
  const row = await db.selectFrom("relays").select("id").where("fence", "=", fence).executeTakeFirst();
  return row?.id;
}

/** Unfinished turns of this player with this NPC that other relays than this one have in hand. */
export async function heldElsewhere(
  db: Database,
  { npc, player }: { npc: string; player: string },
  own: string,
): Promise<{ id: string; holder: string }[]> {
  const rows = await db
    .selectFrom("turns")
    .select(["id", "holder"])
    .where("npc", "=", npc)
    .where("player", "=", player)
    .where("status", "in", ["accepted", "running"])
    .where("holder", "!=", own)
    .execute();
  return rows.flatMap(({ id, holder }) => (holder === null ? [] : [{ id, holder }]));
}

/** Whether a turn of the conversation has not ended, at whichever relay. */
export async function goesOn(db: Database, conversation: string): Promise<boolean> {
  const row = await db
    .selectFrom("turns")
    .select("id")
    .where("conversation", "=", conversation)
    .where("status", "in", ["accepted", "running"])
    .executeTakeFirst();
  return row !== undefined;
}

/** The relay of this name, if it is there. */
export async function relayNamed(db: Database, name: string): Promise<string | undefined> {
  const row = await db.selectFrom("relays").select("id").where("id", "like", `${name}-%`).executeTakeFirst();
  return row?.id;
}
