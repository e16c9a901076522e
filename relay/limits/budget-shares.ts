import { today } from "../observe/clock.ts";
import { universesWithKeys } from "../store/keys.ts";
import type { Database } from "../store/store.ts";
import { spentByUniverse } from "../store/turns.ts";

/** The relay's budget of the day, in equal shares of the universes: none spends another's, whenever that comes. */
export interface BudgetShares {
  /** Whether the universe's share of today is used up, by what its turns under way will likely cost too. */
  isSpentFor(universe: string): Promise<boolean>;
  /** A turn of it begins, of which `end` will tell what it has cost. */
  begin(universe: string, turn: string): void;
  end(universe: string, turn: string, usd: number): void;
  /** Of a turn under way: whose it is, and how many universes there are. */
  ownerOf(turn: string): Promise<{ universe: string; among: number } | undefined>;
}

/** `budget`: US dollars a day; absent: no limit. Universes are those that have a key or have ever talked. */
export async function openBudgetShares(db: Database, budget: number | undefined): Promise<BudgetShares> {
  let day = today();
  const known = await spentByUniverse(db, Date.parse(day));
  let spent = new Map(known);
  const underWay = new Map<string, Set<string>>();
  let turns = 0;
  let usdOfTurns = 0;

  const spentOf = (universe: string): number => {
    if (day !== today()) {
      day = today();
      spent = new Map();
    }
    return spent.get(universe) ?? 0;
  };
  const universesWith = async (universe: string): Promise<Set<string>> =>
    new Set([universe, ...known.keys(), ...(await universesWithKeys(db))]);
  return {
    ownerOf: async (turn) => {
      const universe = [...underWay].find(([, live]) => live.has(turn))?.[0];
      return universe === undefined ? undefined : { universe, among: (await universesWith(universe)).size };
    },
    isSpentFor: async (universe) => {
      if (budget === undefined) return false;
      const universes = await universesWith(universe);
      // Alone it has all, to which the meter holds it.
      if (universes.size === 1) return false;
      const toCome = (underWay.get(universe)?.size ?? 0) * (turns === 0 ? 0 : usdOfTurns / turns);
      return spentOf(universe) + toCome >= budget / universes.size;
    },
    begin: (universe, turn) => {
      known.set(universe, 0);
      underWay.set(universe, (underWay.get(universe) ?? new Set()).add(turn));
    },
    end: (universe, turn, usd) => {
      if (underWay.get(universe)?.delete(turn) !== true) return;
      turns += 1;
      usdOfTurns += usd;
      spent.set(universe, spentOf(universe) + usd);
    },
  };
}
