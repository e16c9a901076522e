import type { VersionCheck } from "../http/if-match.ts";
import { fellowsOf } from "../store/fellows.ts";
import { lockFor } from "../store/lock-for.ts";
import { prepared } from "../store/prepared.ts";
import type { Database } from "../store/store.ts";

/** What one NPC knows of one player: facts, one a line, the newest last. */
export interface Human {
  value: string;
  /** Counts the changes; 0 where nothing was ever written. */
  version: number;
}

export async function readHuman(db: Database, npc: string, player: string): Promise<Human> {
  const [row] = await ofPair(db, { npc, player });
  return { value: row?.human ?? "", version: row?.version ?? 0 };
}

const ofPair = prepared((db, { npc, player }: { npc: string; player: string }) =>
  db.selectFrom("memories").select(["human", "version"]).where("npc", "=", npc).where("player", "=", player),
);

/**
 * Changes it in one transaction and answers with what is then stored.
 * Whatever `check`, which sees the version before, or `change` throws changes nothing.
 */
export async function changeHuman(
  db: Database,
  { npc, player: whose }: { npc: string; player: string | ((tx: Database) => Promise<string>) },
  change: (value: string) => string,
  check?: VersionCheck,
): Promise<Human> {
  return db.transaction().execute(async (tx) => {
    const player = typeof whose === "string" ? whose : await whose(tx);
    await lockFor(tx, `memory of ${npc} of ${player}`);
    const before = await readHuman(tx, npc, player);
    check?.(String(before.version));
    const human = change(before.value);
    if (human === before.value) return before;
    const row = { human, version: before.version + 1 };
    await tx
      .insertInto("memories")
      .values({ npc, player, ...row })
      .onConflict((c) => c.columns(["npc", "player"]).doUpdateSet(row))
      .execute();
    return readHuman(tx, npc, player);
  });
}

/**
 * `isLate`: it may be long since the visit ended. Where another has begun, what is known is of that one; when a visit has just ended, only
 * another relay can have let one begin.
 */
export async function forgetHuman(db: Database, npc: string, player: string, isLate: boolean): Promise<void> {
  const all = db.deleteFrom("memories").where("npc", "=", npc).where("player", "=", player);
  const open = db.selectFrom("conversations").select("id").where("npc", "=", npc).where("player", "=", player);
  const isAlone = fellowsOf(db).fence() === null;
  await all
    .$if(isLate || !isAlone, (q) => q.where((e) => e.not(e.exists(open.where("endedAt", "is", null)))))
    .execute();
}
