import { setTimeout as sleep } from "node:timers/promises";
import { inBatches } from "../../store/postgres/in-batches.ts";
import type { DrawMinute, Want } from "../../store/postgres/minutes.ts";
import { createMinuteShares, type MinuteShares, type Owner } from "./minute-shares.ts";

/** The same minute for all relays that share a database. While that is away each has a minute of its own, as if it were alone. */
export function sharedMinuteShares(draw: DrawMinute, id: string, limit: number): MinuteShares {
  const alone = createMinuteShares(limit);
  let more = new Map<string, number>();
  const add = (universe: string, cost: number): void => void more.set(universe, (more.get(universe) ?? 0) + cost);

  /** Answers with 0 where it is spent, else with how long it is worth to wait. */
  const ask = inBatches(async (asked: (Asked | undefined)[]): Promise<number[]> => {
    const before = more;
    more = new Map();
    const { granted, left } = await draw(id, limit, wantsOf(asked, before)).catch((error: unknown) => {
      for (const [universe, cost] of before) add(universe, cost);
      throw error;
    });
    const answers = asked.map((one) => {
      if (one === undefined) return 0;
      const universe = one.owner?.universe ?? "";
      const rest = (granted.get(universe) ?? 0) - one.cost;
      if (rest < 0) return Math.max(1, left);
      granted.set(universe, rest);
      return 0;
    });
    for (const [universe, rest] of granted) if (rest > 0) add(universe, -rest);
    if (more.size > 0) tellMore();
    return answers;
  });
  const tellMore = (): void => void ask(undefined).catch(() => undefined);

  const count: MinuteShares["count"] = (cost, owner) => {
    add(owner?.universe ?? "", cost);
    tellMore();
  };
  return {
    count,
    async spend(cost, owner, patience) {
      for (;;) {
        const ms = await ask({ cost, owner }).catch(() => undefined);
        if (ms === undefined) return alone.spend(cost, owner, patience);
        if (ms === 0) break;
        await sleep(ms, undefined, { signal: patience });
      }
      return (further) => {
        if (further > 0) count(further, owner);
      };
    },
  };
}

interface Asked {
  cost: number;
  owner: Owner | undefined;
}

function wantsOf(asked: (Asked | undefined)[], more: Map<string, number>): Want[] {
  const wants = new Map<string, Want>();
  const wantOf = (universe: string, among: number, first: number): Want => {
    const want = wants.get(universe) ?? { universe, among, amount: 0, first, more: more.get(universe) ?? 0 };
    wants.set(universe, want);
    return want;
  };
  for (const one of asked) {
    if (one === undefined) continue;
    const want = wantOf(one.owner?.universe ?? "", one.owner?.among ?? 0, one.cost);
    want.amount += one.cost;
  }
  for (const universe of more.keys()) wantOf(universe, universe === "" ? 0 : 1, 0);
  return [...wants.values()];
}
