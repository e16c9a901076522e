import { today } from "../observe/clock.ts";
import { type Ledger, ledgerInMemory } from "./ledger.ts";
import type { OpenSharedLedger } from "./postgres/shared-counts.ts";
import type { Database } from "./store.ts";
import { spentByUniverse } from "./turns.ts";

/** The budget of everybody. */
export const ALL = "all";
export const ofNpc = (npc: string): string => `npc ${npc}`;
export const ofUniverse = (universe: string): string => `universe ${universe}`;

/** What was spent in a day, in US dollars. */
export interface Spent {
  npcs: [id: string, usd: number][];
  universes: [name: string, usd: number][];
}

/** Counts it for each budget that it is of. */
export function countSpent({ npcs, universes }: Spent, add: (id: string, usd: number) => void): void {
  for (const [npc, usd] of npcs) for (const id of [ALL, ofNpc(npc)]) add(id, usd);
  for (const [universe, usd] of universes) add(ofUniverse(universe), usd);
}

/** The ledger of the day, with what relays before have spent in it; that of all relays where `share` is given. */
export async function openLedger(
  db: Database,
  usdATurn: number,
  closing: AbortSignal,
  share: OpenSharedLedger | undefined,
): Promise<Ledger> {
  const day = today();
  const rows = await db.selectFrom("usage").select(["npc", "usd"]).where("day", "=", day).execute();
  const spentToday = new Map<string, number>();
  const spent: Spent = {
    npcs: rows.map(({ npc, usd }) => [npc, usd]),
    universes: [...(await spentByUniverse(db, Date.parse(day)))],
  };
  countSpent(spent, (id, usd) => void spentToday.set(id, (spentToday.get(id) ?? 0) + usd));
  return share === undefined ? ledgerInMemory(spentToday, usdATurn) : share({ spentToday, usdATurn, closing });
}
