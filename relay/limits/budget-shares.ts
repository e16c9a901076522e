import { universesWithKeys } from "../store/keys.ts";
import type { Budget, Ledger } from "../store/ledger.ts";
import { ALL, ofNpc, ofUniverse } from "../store/open-ledger.ts";
import type { Database } from "../store/store.ts";
import { universesThatTalked } from "../store/turns.ts";

/** The relay's budget of the day, in equal shares of the universes: none spends another's, whenever that comes. */
export interface BudgetShares {
  /**
   * A turn begins, of which `end` will tell what it has cost. Answers with whether something is left for it, beside what turns
   * under way will likely cost too: of everybody's budget, of the universe's share in it, and of the NPC's own.
   */
  begin(turn: Begun, npc: { id: string; budget?: number | undefined }): Promise<boolean>;
  end(universe: string, turn: string, usd: number): void;
  /** Of a turn under way: whose it is, and how many universes there are. */
  ownerOf(turn: string): Promise<{ universe: string; among: number } | undefined>;
}

interface Begun {
  id: string;
  universe: string;
  /** It is played by no model that costs something. */
  isFree: boolean;
}

/** `budget`: US dollars a day; absent: no limit. Universes are those that have a key or have ever talked. */
export async function openBudgetShares(
  db: Database,
  budget: number | undefined,
  ledger: Ledger,
): Promise<BudgetShares> {
  const known = new Set(await universesThatTalked(db));
  const underWay = new Map<string, string>();

  const universesWith = async (universe: string): Promise<Set<string>> =>
    new Set([universe, ...known, ...(await universesWithKeys(db))]);
  const shared = async (universe: string): Promise<Budget[]> => {
    if (budget === undefined) return [];
    const { size } = await universesWith(universe);
    // Alone it has all.
    const own = size === 1 ? [] : [{ id: ofUniverse(universe), most: budget / size }];
    return [{ id: ALL, most: budget }, ...own];
  };
  return {
    ownerOf: async (turn) => {
      const universe = underWay.get(turn);
      return universe === undefined ? undefined : { universe, among: (await universesWith(universe)).size };
    },
    begin: async ({ id, universe, isFree }, npc) => {
      known.add(universe);
      underWay.set(id, universe);
      if (isFree) return true;
      const own = npc.budget === undefined ? [] : [{ id: ofNpc(npc.id), most: npc.budget }];
      const budgets = [...(await shared(universe)), ...own];
      return budgets.length === 0 || (await ledger.hold(id, budgets)) === undefined;
    },
    end: (universe, turn, usd) => {
      if (!underWay.delete(turn)) return;
      ledger.release(turn, usd);
      if (budget !== undefined) ledger.add(ofUniverse(universe), usd);
    },
  };
}
