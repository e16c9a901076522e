import { createMinuteShares, type MinuteShares } from "../models/client/minute-shares.ts";
import { sharedMinuteShares } from "../models/client/shared-minute-shares.ts";
import { createLogger } from "../observe/logger.ts";
import { openStoreOf } from "../store/open-store.ts";
import { drawMinute } from "../store/postgres/minutes.ts";
import type { QuickPool } from "../store/postgres/quick-pool.ts";
import { engineOf, ENGINES, poolsOf, type Town } from "./support/store-engines.ts";

describe.each(ENGINES)("a minute of the provider's account, in %s", (name) => {
  const engine = engineOf(name);
  let town: Town;
  let pools: QuickPool[];
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());
  beforeEach(async () => {
    town = await engine.town();
    const store = await openStoreOf(town.settings, { storeUsed: () => undefined }, await createLogger("silent"));
    await store.close();
    pools = poolsOf(town);
  });
  afterEach(async () => {
    for (const pool of pools) await pool.close();
    await town.remove();
  });
  /** Of three relays, or of the one that there is. */
  const open = (limit: number): MinuteShares[] =>
    pools.length === 0
      ? [createMinuteShares(limit)]
      : pools.map((pool) => sharedMinuteShares(drawMinute(pool), "rpm", limit));
  /** How many of so many that ask at once need not wait. */
  async function passed(minutes: MinuteShares[], many: number, cost: number, universe?: string, among = 2) {
    const patience = AbortSignal.timeout(700);
    const owner = universe === undefined ? undefined : { universe, among };
    const ends = await Promise.allSettled(
      Array.from(
        { length: many },
        (_, at) => minutes[at % minutes.length]?.spend(cost, owner, patience) ?? Promise.resolve(),
      ),
    );
    return ends.filter(({ status }) => status === "fulfilled").length;
  }

  test("is spent once, by calls that belong to no turn and by one universe that is alone", async () => {
    expect(await passed(open(1_000), 1_500, 1)).toBe(1_000);
    expect(await passed(open(1_000), 10, 1, "one", 1)).toBe(pools.length === 0 ? 10 : 0);
  });

  test("leaves a universe its share, however much another asks for in every relay", async () => {
    const minutes = open(900);
    expect(await passed(minutes, 1_500, 1, "hostile")).toBe(450);
    expect(await passed(minutes, 400, 1, "honest")).toBe(400);
    expect(await passed(minutes, 400, 1, "honest")).toBe(50);
    expect(await passed(minutes, 30, 1)).toBe(0);
  });

  test("has room for what fits of calls that cost much, and for one that is larger than all there is", async () => {
    expect(await passed(open(10_000), 30, 900, "one", 1)).toBe(11);
    if (pools.length > 0) await town.look("update minutes set until = 0");
    expect(await passed(open(10_000), 3, 25_000, "one", 1)).toBe(1);
  });

  test("counts what a call came to beyond what was foreseen", async () => {
    const [first, ...others] = open(1_000);
    if (first === undefined) return;
    const note = await first.spend(100, { universe: "one", among: 1 }, AbortSignal.timeout(700));
    note(700);
    expect(await passed([...others, first], 30, 20, "one", 1)).toBe(10);
  });
});

test("a relay counts by itself while the database is away", async () => {
  const minute = sharedMinuteShares(() => Promise.reject(new Error("away")), "rpm", 2);
  const patience = AbortSignal.timeout(200);
  const ends = await Promise.allSettled([1, 2, 3].map(() => minute.spend(1, undefined, patience)));
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
});
