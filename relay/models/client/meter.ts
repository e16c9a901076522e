import type { Sheet } from "../../cast/sheet.ts";
import { today } from "../../observe/clock.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Metrics } from "../../observe/metrics.ts";
import type { Ledger } from "../../store/ledger.ts";
import { ALL, ofNpc } from "../../store/open-ledger.ts";
import type { Database } from "../../store/store.ts";
import { isPriced, priceOf, usdFor } from "./prices.ts";
import { storeUsage } from "./store-usage.ts";

export interface Usage {
  input: number;
  /** A part of `input`. */
  cached: number;
  output: number;
  /** Counted by ourselves: the provider did not get to say it. */
  isEstimate?: boolean;
}

export interface TurnCost {
  input: number;
  output: number;
  usd: number;
  /** As far as it is known: a part of it is estimated. */
  isEstimate: boolean;
}

/** What a call of a model is for. */
export interface Purpose {
  npc: string;
  model: string;
  turn: string | undefined;
  /** Whether it costs nothing unless it has a price, where it is not the provider's. */
  isFree?: boolean;
}

/** Stands in an NPC's place for what the relay asks on its own account. No NPC can have this id. */
export const RELAY_ITSELF = "(relay)";

/** Counts what models cost, by NPC and day (UTC), and holds it against the budgets. Survives a restart. */
export interface Meter {
  /** Counts at once, and stores it in the background. */
  record(call: Purpose, usage: Usage): void;
  /** A call that is under way, with what it has cost so far. Say what it came to when it has ended. */
  open(call: Purpose, soFar: () => Usage): (usage: Usage) => void;
  /** What the calls of one turn came to, those under way included as far as they are; told once. */
  take(turn: string): TurnCost;
  /** Whether a budget of today is used up: the NPC's own, or everybody's. Turns in flight may still go over it. */
  isSpent(sheet: Sheet): boolean;
  /** In US dollars, by NPC, and for everybody under `all`; only those that have a budget. */
  left(sheets: Sheet[]): Map<string, number>;
}

interface MeterOptions {
  db: Database;
  log: Logger;
  metrics: Metrics;
  ledger: Ledger;
  /** US dollars a day for all NPCs; absent: no limit. */
  budget: number | undefined;
  /** The models are our own, and cost nothing unless they have a price. */
  isFree: boolean;
}

const WARN_AT = 0.8;

export function createMeter({ db, log, metrics, ledger, budget, isFree }: MeterOptions): Meter {
  let day = today();
  const warned = new Set<string>();
  const oddlyPriced = new Set<string>();
  let hasBudget = budget !== undefined;
  const turns = createTurnCosts();
  const store = storeUsage(db, log);
  const spentBy = (npc: string): number => {
    if (day !== today()) {
      day = today();
      warned.clear();
    }
    return ledger.spent(npc === ALL ? ALL : ofNpc(npc));
  };
  const isOver = (npc: string, limit: number | undefined): boolean => {
    if (limit === undefined) return false;
    hasBudget = true;
    const share = spentBy(npc) / limit;
    const stage = share >= 1 ? "used up" : share >= WARN_AT ? "almost used up" : undefined;
    if (stage !== undefined && !warned.has(`${npc} ${stage}`)) {
      warned.add(`${npc} ${stage}`);
      log.warn({ npc, spentUsd: spentBy(npc), budgetUsd: limit }, `the budget of the day is ${stage}`);
    }
    return share >= 1;
  };
  const tellPrice = ({ model, ...call }: Purpose): void => {
    const isOwn = call.isFree ?? isFree;
    if (!hasBudget || isOwn !== isPriced(model) || oddlyPriced.has(model)) return;
    oddlyPriced.add(model);
    log.warn(
      { model, usdForAMillion: priceOf(model, isOwn) },
      isOwn
        ? "this model has a price, so the budget counts it, though its server is in your own network; give one of your own another name"
        : "nobody knows the price of this model here: for the budget it counts as a dear one, so the budget lasts less long; " +
            "its price can be written into relay/models/client/prices.ts",
    );
  };
  const costOf = (call: Purpose, { input, output, isEstimate = false, ...usage }: Usage): TurnCost => ({
    input,
    output,
    usd: usdFor(priceOf(call.model, call.isFree ?? isFree), { ...usage, input, output }),
    isEstimate,
  });
  const record: Meter["record"] = (call, usage) => {
    const { npc, model, turn } = call;
    const { input, cached, output } = usage;
    if (input + output === 0) return;
    tellPrice(call);
    const cost = costOf(call, usage);
    const { usd } = cost;
    metrics.tokensUsed({ npc, model, input, cached, output, usd });
    for (const id of [ALL, ofNpc(npc)]) ledger.add(id, usd);
    if (turn !== undefined) turns.add(turn, cost);
    store({ day: today(), npc, model, calls: 1, input, cached, output, usd });
  };
  return {
    take: (turn) => turns.take(turn),
    record,
    open(call, soFar) {
      if (call.turn === undefined) return (usage) => record(call, usage);
      const end = turns.open(call.turn, () => costOf(call, soFar()));
      return (usage) => record(end() ? { ...call, turn: undefined } : call, usage);
    },
    isSpent: (sheet) => [isOver(ALL, budget), isOver(sheet.id, sheet.budget)].includes(true),
    left: (sheets) =>
      new Map(
        [{ id: ALL, budget }, ...sheets].flatMap(({ id, budget: limit }) =>
          limit === undefined ? [] : [[id, Math.max(0, limit - spentBy(id))] as const],
        ),
      ),
  };
}

/** Calls may end after their turn, so what nobody takes goes when it is the oldest of many. */
function createTurnCosts() {
  const costs = new Map<string, TurnCost>();
  const underWay = new Map<string, Set<() => TurnCost>>();
  const none: TurnCost = { input: 0, output: 0, usd: 0, isEstimate: false };
  return {
    add(turn: string, cost: TurnCost): void {
      costs.set(turn, sum(costs.get(turn) ?? none, cost));
      const [oldest] = costs.keys();
      if (costs.size > 2_000 && oldest !== undefined) costs.delete(oldest);
    },
    /** To be called when the call has ended: whether its turn has been told of it. */
    open(turn: string, soFar: () => TurnCost): () => boolean {
      const calls = underWay.get(turn) ?? new Set();
      underWay.set(turn, calls.add(soFar));
      return () => {
        const isTold = !calls.delete(soFar);
        if (calls.size === 0 && underWay.get(turn) === calls) underWay.delete(turn);
        return isTold;
      };
    },
    take(turn: string): TurnCost {
      const calls = underWay.get(turn) ?? new Set();
      const cost = [...calls].map((soFar) => soFar()).reduce(sum, costs.get(turn) ?? none);
      calls.clear();
      underWay.delete(turn);
      costs.delete(turn);
      return cost;
    },
  };
}

const sum = (one: TurnCost, other: TurnCost): TurnCost => ({
  input: one.input + other.input,
  output: one.output + other.output,
  usd: one.usd + other.usd,
  isEstimate: one.isEstimate || other.isEstimate,
});
