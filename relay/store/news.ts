import type { Tell } from "../../game/townsfolk/wire/contract.ts";
import { now } from "../observe/clock.ts";
import { prepared } from "./prepared.ts";
import type { Database } from "./store.ts";

/** An NPC reads all of them with every turn, so they are few. */
const NEWS_A_SERVER = 12;

/** Keeps what a place server tells its NPCs, until its time is over or there is too much that is newer. */
export async function keepNews(db: Database, server: string, { id, text, seconds, to }: Tell): Promise<void> {
  const toldAt = now();
  // Whole milliseconds: a database that is strict about whole numbers takes no others.
  const until = Math.ceil(toldAt + seconds * 1_000);
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom("news").where("until", "<=", toldAt).execute();
    await tx
      .insertInto("news")
      .values({ server, id, text, npcs: to ? JSON.stringify(to) : null, toldAt, until })
      .onConflict((c) => c.doNothing())
      .execute();
    const newest = tx.selectFrom("news").select("id").where("server", "=", server).orderBy("toldAt", "desc");
    await tx
      .deleteFrom("news")
      .where("server", "=", server)
      .where("id", "not in", newest.limit(NEWS_A_SERVER))
      .execute();
  });
}

/** What this NPC of this place server was told and what is still worth knowing, oldest first. */
export async function newsFor(db: Database, server: string, npc: string): Promise<string[]> {
  const rows = await newsOf(db, { server, until: now() });
  return rows
    .filter(({ npcs }) => npcs === null || (JSON.parse(npcs) as string[]).includes(npc))
    .map(({ text }) => text);
}

const newsOf = prepared((db, { server, until }: { server: string; until: number }) =>
  db
    .selectFrom("news")
    .select(["text", "npcs"])
    .where("server", "=", server)
    .where("until", ">", until)
    .orderBy("toldAt"),
);
