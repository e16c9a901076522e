import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createLimits, KEY_LIMITS, type Limits, type TurnLimits } from "../limits/rate-limits.ts";
import { sharedPoints } from "../limits/shared-points.ts";
import { createLogger } from "../observe/logger.ts";
import { openStoreOf } from "../store/open-store.ts";
import type { QuickPool } from "../store/postgres/quick-pool.ts";
import { createSharedCounts, type SharedCounts } from "../store/postgres/shared-counts.ts";
import { engineOf, poolsOf, type Town } from "./support/store-engines.ts";

const engine = engineOf("Postgres");
let town: Town;
/** Of three relays. */
let pools: QuickPool[];
let counts: SharedCounts[];
beforeAll(() => engine.start());
afterAll(() => engine.stop());
beforeEach(async () => {
  town = await engine.town();
  const store = await openStoreOf(town.settings, { storeUsed: () => undefined }, await createLogger("silent"));
  await store.close();
  pools = poolsOf(town);
  counts = pools.map(createSharedCounts);
});
afterEach(async () => {
  for (const one of counts) one.stop();
  for (const pool of pools) await pool.close();
  await town.remove();
});

const MANY = { key: 1e6, server: 1e6, npc: 1e6, player: 1e6 };
const relays = (turns: Partial<TurnLimits>, keys = {}): Limits[] =>
  counts.map((shared) =>
    createLimits(
      { ...MANY, ...turns },
      { ...KEY_LIMITS, ...keys },
      { limiterRefused: () => undefined },
      sharedPoints(shared),
      shared.hold,
    ),
  );
const talker = (change = {}) => ({ key: "k", server: "u/s", npc: "guard", player: randomUUID(), ...change });
const fail = (): never => {
  throw new Error("There is no such relay.");
};
/** How many of so many pass that ask at once, each of the next relay. */
async function passed(many: number, ask: (at: number) => Promise<unknown>): Promise<number> {
  const ends = await Promise.allSettled(Array.from({ length: many }, (_, at) => ask(at)));
  for (const end of ends) if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "rate_limited" });
  return ends.filter(({ status }) => status === "fulfilled").length;
}

test.each(["key", "npc", "server"] as const)(
  "of one %s's minute three relays give out no turn too many",
  async (of) => {
    const limits = relays({ [of]: 1_000 });
    const take = (at: number) => limits[at % 3]?.takeTurn(talker()) ?? Promise.resolve();
    expect(await passed(700, take)).toBe(700);
    expect(await passed(1_500, take)).toBe(300);
    expect(await passed(30, take)).toBe(0);
  },
);

test("a player who is refused spends nothing of what others share with them", async () => {
  const limits = relays({ player: 10, npc: 100, server: 100, key: 100 });
  const same = talker();
  expect(await passed(600, (at) => limits[at % 3]?.takeTurn(same) ?? Promise.resolve())).toBe(10);
  expect(await passed(200, (at) => limits[at % 3]?.takeTurn(talker()) ?? Promise.resolve())).toBe(90);
});

test("many keys, NPCs and players at once hold each other up in no relay", async () => {
  const limits = relays({ key: 50 });
  const take = (at: number) =>
    limits[at % 3]?.takeTurn(
      talker({ key: `k${at % 7}`, npc: `n${at % 5}`, server: at % 2 ? null : `u/s${at % 11}` }),
    ) ?? Promise.resolve();
  expect(await passed(3_000, take)).toBe(7 * 50);
});

test("bytes and changes of a key and wrong keys of an address are counted together", async () => {
  const limits = relays({}, { bytes: 10_000, changes: 100, wrongKeys: 20 });
  expect(await passed(300, (at) => limits[at % 3]?.takeChange("k") ?? Promise.resolve())).toBe(100);
  expect(await passed(90, (at) => limits[at % 3]?.takeWrongKey("192.0.2.1") ?? Promise.resolve())).toBe(20);
  for (const one of limits) await one.takeBytes("k", 3_000);
  await expect(limits[0]?.takeBytes("k", 2_000)).rejects.toMatchObject({ code: "rate_limited" });
  await expect(limits[0]?.takeBytes("k", 0)).rejects.toMatchObject({ code: "rate_limited" });
});

test("the place servers of a key are counted together, each once, however many relays hear of it", async () => {
  const limits = relays({}, { placeServers: 100 });
  const tell = (server: number) => (at: number) =>
    limits[at % 3]?.takeNews({ key: "k", server: `u/s${server + Math.floor(at / 3)}` }) ?? Promise.resolve();
  expect(await passed(240, tell(0))).toBe(240);
  expect(await passed(90, tell(80))).toBe(60);
  expect(await passed(300, tell(0))).toBe(300);
  expect(await passed(30, tell(200))).toBe(0);
  await town.look(`update holds set until = 0 where holder in (select holder from holds limit 10)`);
  expect(await passed(60, (at) => limits[0]?.takeNews({ key: "k", server: `u/new${at}` }) ?? Promise.resolve())).toBe(
    10,
  );
});

test("the open polls of a key are counted together, and those of a relay that is gone no more after a minute", async () => {
  const [first, second, third] = relays({}, { openPolls: 1_000 }) as [Limits, Limits, Limits];
  const ends: (() => void)[] = [];
  const poll = async (limits: Limits, at: number) =>
    ends.push(await limits.takePoll({ key: "k", server: `u/s${at % 40}` }));
  expect(await passed(400, (at) => poll(first, at))).toBe(400);
  expect(await passed(300, (at) => poll(at % 2 ? second : third, at))).toBe(300);
  // Of a share that the other has drawn nothing is left to this one.
  const most = await passed(600, (at) => poll(at % 2 ? second : third, at));
  expect(most).toBeGreaterThan(290);
  expect(most).toBeLessThanOrEqual(300);
  for (const end of ends.splice(0, 400)) end();
  // The first is gone, so nobody says for it that they are over.
  await town.look("update holds set until = 0 where many = 400 or many = 402");
  await sleep(1_100);
  const others = await passed(700, (at) => poll(at % 2 ? second : third, at));
  expect(ends).toHaveLength(300 + most + others);
  expect(300 + most + others).toBeGreaterThan(990);
  expect(300 + most + others).toBeLessThanOrEqual(1_000);
});

test("polls of a relay that are over are the others' a moment later", async () => {
  const limits = relays({}, { openPolls: 1_000 });
  for (let round = 0; round < 3; round++) {
    const ends: (() => void)[] = [];
    const poll = async (at: number) =>
      ends.push((await limits[round]?.takePoll({ key: "k", server: `u/s${at % 40}` })) ?? fail);
    expect(await passed(1_010, poll)).toBe(1_000);
    for (const end of ends) end();
    await sleep(1_500);
  }
  expect(await town.look("select * from holds where many > 1")).toEqual([]);
});

test("what a relay that is stopped held for polls is the others' at once, also while they are replaced one by one", async () => {
  const limits = relays({}, { openPolls: 1_000 });
  for (const one of limits) {
    const ends: (() => void)[] = [];
    const poll = async (at: number) => ends.push(await one.takePoll({ key: "k", server: `u/s${at % 40}` }));
    expect(await passed(1_000, poll)).toBe(1_000);
    for (const end of ends) end();
    await one.close();
  }
  expect(await town.look("select * from holds where many > 1")).toEqual([]);
});

test.each([0, 1, 2])(
  "of %d polls that may be open three relays give out none too many and none too few",
  async (openPolls) => {
    const limits = relays({}, { openPolls });
    const ends: (() => void)[] = [];
    const poll = async (at: number) => ends.push((await limits[at % 3]?.takePoll({ key: "k", server: "u/s" })) ?? fail);
    expect(await passed(30, poll)).toBe(openPolls);
    for (const end of ends.splice(0)) end();
    await sleep(2_100);
    expect(await passed(1, () => poll(2))).toBe(Math.min(1, openPolls));
  },
);

test("polls that Postgres was away for are counted nowhere, and are refused as something that passes", async () => {
  const limits = relays({}, { openPolls: 300 });
  const ends: (() => void)[] = [];
  const poll = async (at: number) =>
    ends.push((await limits[at % 3]?.takePoll({ key: "k", server: `u/s${at}` })) ?? fail);
  for (let round = 0; round < 5; round++) {
    const asked = Promise.allSettled(Array.from({ length: 60 }, (_, at) => poll(at)));
    await town.look(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    for (const end of await asked)
      if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "ERR_STORE_AWAY" });
    for (const end of ends.splice(0)) end();
  }
  await sleep(1_500);
  expect(await passed(330, (at) => poll(3 * at))).toBe(300);
});

test("names of place servers that are made up do not have the database asked for each, nor those that are known refused", async () => {
  let asked = 0;
  const [one] = counts.map((shared) =>
    createLimits(
      MANY,
      { ...KEY_LIMITS, placeServers: 50, changes: 1e6 },
      { limiterRefused: () => undefined },
      sharedPoints(shared),
      (wanted) => {
        asked += 1;
        return shared.hold(wanted);
      },
    ),
  );
  const tell = (name: string) => (at: number) =>
    one?.takeNews({ key: "k", server: `u/${name}${at}` }) ?? Promise.resolve();
  expect(await passed(500, () => tell("known")(0))).toBe(500);
  expect(asked).toBe(1);
  expect(await passed(50, tell("known"))).toBe(50);
  for (let round = 0; round < 20; round++) expect(await passed(100, tell(`new${round}-`))).toBe(0);
  expect(asked).toBeLessThan(1_500);
  expect(await passed(50, tell("known"))).toBe(50);
});

test("place servers that wait for one for which Postgres was away are told so with it", async () => {
  const [one] = relays({}, {});
  const locked = { isOver: false };
  const lock = town.look("begin; lock table holds; select pg_sleep(3); commit").then(() => (locked.isOver = true));
  await sleep(300);
  const asked = Promise.allSettled(
    Array.from({ length: 30 }, (_, at) => one?.takeNews({ key: "k", server: `u/s${at}` }) ?? fail()),
  );
  await sleep(500);
  await town.look("select pg_terminate_backend(pid) from pg_stat_activity where query like 'select hold(%'");
  for (const end of await asked) expect(end).toMatchObject({ status: "rejected", reason: { code: "ERR_STORE_AWAY" } });
  expect(locked.isOver).toBe(false);
  await lock;
  expect(await passed(30, (at) => one?.takeNews({ key: "k", server: `u/s${at}` }) ?? fail())).toBe(30);
});

test("when the minute is over there is a new one", async () => {
  const limits = relays({ key: 2 });
  const take = (at: number) => limits[at % 3]?.takeTurn(talker()) ?? Promise.resolve();
  expect(await passed(9, take)).toBe(2);
  await town.look(`update limits set until = until - 60000`);
  const fresh = relays({ key: 2 });
  expect(await passed(9, (at) => fresh[at % 3]?.takeTurn(talker()) ?? Promise.resolve())).toBe(2);
});

test("no name of a player is in the database, and one that is away refuses nobody as if it were too much", async () => {
  const [one] = relays({});
  await one?.takeTurn(talker({ player: "p-xylorimba" }));
  const [row, ...others] = await town.look("select * from limits where spent > 0");
  expect(row).toBeDefined();
  expect(JSON.stringify([row, ...others])).not.toContain("xylorimba");
  await town.look(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  const again = await one?.takeTurn(talker()).catch((error: unknown) => error);
  if (again !== undefined) expect(again).toMatchObject({ code: "ERR_STORE_AWAY" });
  await one?.takeTurn(talker());
});
