import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { openBudgetShares } from "../limits/budget-shares.ts";
import { createLogger } from "../observe/logger.ts";
import type { Ledger } from "../store/ledger.ts";
import { openLedger } from "../store/open-ledger.ts";
import { openStoreOf } from "../store/open-store.ts";
import type { QuickPool } from "../store/postgres/quick-pool.ts";
import { openSharedLedger } from "../store/postgres/shared-ledger.ts";
import type { Store } from "../store/store.ts";
import { engineOf, ENGINES, poolsOf, type Town } from "./support/store-engines.ts";

const COST = 0.001;
const closing = new AbortController();
afterAll(() => closing.abort());

describe.each(ENGINES)("a budget of the day in %s", (name) => {
  const engine = engineOf(name);
  let town: Town;
  let store: Store;
  let pools: QuickPool[];
  let ledgers: Ledger[];
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());
  beforeEach(async () => {
    town = await engine.town();
    store = await openStoreOf(town.settings, { storeUsed: () => undefined }, await createLogger("silent"));
    const { databaseUrl } = town.settings;
    pools = poolsOf(town);
    ledgers = [];
    for (const pool of pools) ledgers.push(await openAt(pool));
    if (databaseUrl === undefined) ledgers = [await openLedger(store.db, COST, closing.signal, undefined)];
  });
  afterEach(async () => {
    await sleep(300);
    for (const pool of pools) await pool.close();
    await store.close();
    await town.remove();
  });

  const openAt = (pool: QuickPool): Promise<Ledger> =>
    openLedger(store.db, COST, closing.signal, (options) => openSharedLedger(pool, options));
  const relay = (at: number): Ledger => {
    const ledger = ledgers[at % ledgers.length];
    if (ledger === undefined) throw new Error("there is no such relay");
    return ledger;
  };
  /** A turn of some milliseconds, where there is something left for it. */
  async function play(ledger: Ledger, budgets: { id: string; most: number }[], usd = COST): Promise<boolean> {
    const turn = randomUUID();
    if ((await ledger.hold(turn, budgets)) !== undefined) return false;
    await sleep(Math.random() * 20);
    for (const { id } of budgets) ledger.add(id, usd);
    ledger.release(turn, usd);
    return true;
  }
  /** So many speak at once, one turn after the other, until nothing is left for long. */
  async function spendAll(budgets: { id: string; most: number }[], atOnce: number, cost = (): number => COST) {
    let played = 0;
    let spent = 0;
    const speaker = async (at: number): Promise<void> => {
      for (let refused = 0; refused < 10;) {
        const usd = cost();
        if (await play(relay(at), budgets, usd)) {
          played += 1;
          spent += usd;
        } else {
          refused += 1;
          await sleep(10);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, at) => speaker(at)));
    return { played, spent };
  }

  test("lets so many turns be played as it pays for, by 96 who speak at once", async () => {
    const { played } = await spendAll([{ id: "all", most: 1_000 * COST }], 96);
    expect(played).toBeGreaterThanOrEqual(990);
    expect(played).toBeLessThanOrEqual(1_010);
  });

  test("is kept within a hundredth where turns cost more and less than they did", async () => {
    const most = 1_000 * COST;
    const { spent } = await spendAll([{ id: "all", most }], 24, () => COST * (0.5 + Math.random()));
    expect(spent).toBeGreaterThanOrEqual(0.99 * most);
    expect(spent).toBeLessThanOrEqual(1.01 * most);
  });

  test("says which is used up: everybody's, an NPC's or a universe's, and spends nothing of the others then", async () => {
    const budgets = [
      { id: "all", most: 1 },
      { id: "npc guard", most: 2 * COST },
    ];
    expect([await play(relay(0), budgets), await play(relay(1), budgets)]).toEqual([true, true]);
    await sleep(50);
    expect(await relay(2).hold("t", budgets)).toBe("npc guard");
    expect(await relay(2).hold("t", [{ id: "all", most: 2 * COST }])).toBe("all");
    expect(await play(relay(2), [{ id: "all", most: 3 * COST }])).toBe(true);
  });

  test("is shared by the universes, each of which has its own part in every relay", async () => {
    const shares = await Promise.all(ledgers.map((ledger) => openBudgetShares(store.db, 20 * COST, ledger)));
    const npc = { id: "guard" };
    let played = 0;
    for (const universe of ["one", "two"])
      for (const each of shares) await each.begin({ id: `first ${universe}`, universe, isFree: true }, npc);
    for (let turn = 0; turn < 40; turn++) {
      const each = shares[turn % shares.length];
      if ((await each?.begin({ id: `${turn}`, universe: "one", isFree: false }, npc)) === true) played += 1;
    }
    expect(played).toBe(10);
    expect(await shares[0]?.begin({ id: "other", universe: "two", isFree: false }, npc)).toBe(true);
  });
});

describe("a budget of the day that relays share", () => {
  const engine = engineOf("Postgres");
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  test("is held back for a relay that is gone for a minute and no longer, and is known to one that starts", async () => {
    const town = await engine.town();
    const store = await openStoreOf(town.settings, { storeUsed: () => undefined }, await createLogger("silent"));
    const pools = poolsOf(town);
    const open = (at: number) =>
      openLedger(store.db, COST, closing.signal, (options) => {
        const pool = pools[at];
        if (pool === undefined) throw new Error("there is no such pool");
        return openSharedLedger(pool, options);
      });
    const budgets = [{ id: "all", most: 4 * COST }];
    const gone = await open(0);
    gone.add("all", COST);
    expect(await gone.hold("1", budgets)).toBeUndefined();
    expect(await gone.hold("2", budgets)).toBeUndefined();
    await pools[0]?.close();
    const other = await open(1);
    expect(await other.hold("3", budgets)).toBeUndefined();
    expect(await other.hold("4", budgets)).toBe("all");
    await town.look(
      `update budgets set held = (select jsonb_object_agg(key, jsonb_build_array(value -> 0, (value ->> 1)::int8 - 60000)) from jsonb_each(held))`,
    );
    expect(await other.hold("5", budgets)).toBeUndefined();
    const late = await open(2);
    await late.hold("none", []);
    await late.hold("6", budgets);
    expect(late.spent("all")).toBeCloseTo(COST);
    for (const pool of pools.slice(1)) await pool.close();
    await store.close();
    await town.remove();
  });
});
