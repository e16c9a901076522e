import { today } from "../observe/clock.ts";

/** What is spent today (UTC) of budgets, and what turns under way will likely spend yet, in US dollars. */
export interface Ledger {
  /** As far as it is known here. */
  spent(id: string): number;
  add(id: string, usd: number): void;
  /**
   * Keeps for a turn what one costs by what those before it have cost, where each of the budgets has something left beside what
   * is kept for others. Answers with the id of the one that has not.
   */
  hold(turn: string, budgets: Budget[]): Promise<string | undefined>;
  /** The turn has ended, and has come to so much. */
  release(turn: string, usd: number): void;
}

export interface Budget {
  id: string;
  /** A day. */
  most: number;
}

/** For a relay that is alone. `usdATurn`: until one has ended. */
export function ledgerInMemory(spentToday: Map<string, number>, usdATurn: number): Ledger {
  let day = today();
  let spent = new Map(spentToday);
  const held = createHeld(usdATurn);
  const spentOf = (id: string): number => {
    if (day !== today()) {
      day = today();
      spent = new Map();
    }
    return spent.get(id) ?? 0;
  };
  return {
    spent: spentOf,
    add: (id, usd) => void spent.set(id, spentOf(id) + usd),
    hold: (turn, budgets) => {
      const full = budgets.find(({ id, most }) => spentOf(id) + held.of(id) >= most);
      const ids = budgets.map(({ id }) => id);
      if (full === undefined) held.put(turn, ids);
      return Promise.resolve(full?.id);
    },
    release: (turn, usd) => void held.drop(turn, usd),
  };
}

/** What is kept for the turns of this relay. */
export function createHeld(guess: number) {
  const turns = new Map<string, { ids: string[]; usd: number }>();
  const byId = new Map<string, number>();
  let ended = 0;
  let usdOfEnded = 0;
  const aTurn = (): number => (ended === 0 ? guess : usdOfEnded / ended);
  const add = (id: string, usd: number): void => {
    const sum = (byId.get(id) ?? 0) + usd;
    // Of sums that come and go a little is left over.
    if (sum > 1e-9) byId.set(id, sum);
    else byId.delete(id);
  };
  return {
    aTurn,
    of: (id: string): number => byId.get(id) ?? 0,
    ids: (): string[] => [...byId.keys()],
    put(turn: string, ids: string[]): void {
      const usd = aTurn();
      turns.set(turn, { ids, usd });
      for (const id of ids) add(id, usd);
    },
    /** Answers with the budgets of which it was kept. */
    drop(turn: string, usd: number): string[] {
      const was = turns.get(turn);
      if (!turns.delete(turn) || was === undefined) return [];
      ended += 1;
      usdOfEnded += usd;
      for (const id of was.ids) add(id, -was.usd);
      return was.ids;
    },
  };
}
