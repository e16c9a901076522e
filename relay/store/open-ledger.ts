import { today } from "../observe/clock.ts";
import { type Ledger, ledgerInMemory } from "./ledger.ts";
import type { OpenSharedLedger } from "./postgres/shared-counts.ts";
import type { Database } from "./store.ts";
import { spentByUniverse } from "./turns.ts";

/** The budget of everybody. */
export const ALL = "all";
export const ofNpc = (npc: string): string => `npc ${npc}`;
export const ofUniverse = (universe: string): string => `universe ${universe}`;

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
  const add = (id: string, usd: number): void => void spentToday.set(id, (spentToday.get(id) ?? 0) + usd);
  for (const { npc, usd } of rows) for (const id of [ALL, ofNpc(npc)]) add(id, usd);
  for (const [universe, usd] of await spentByUniverse(db, Date.parse(day))) add(ofUniverse(universe), usd);
  return share === undefined ? ledgerInMemory(spentToday, usdATurn) : share({ spentToday, usdATurn, closing });
}
