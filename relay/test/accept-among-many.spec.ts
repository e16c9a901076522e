import { randomUUID } from "node:crypto";
import { createLogger } from "../observe/logger.ts";
import { beginErasure } from "../store/erasures.ts";
import { openStoreOf } from "../store/open-store.ts";
import type { Outcome } from "../store/postgres/accept-all.ts";
import { type Accepting, createAccepting } from "../store/postgres/accepting.ts";
import type { QuickPool } from "../store/postgres/quick-pool.ts";
import type { Store } from "../store/store.ts";
import type { NewTurn } from "../store/turns.ts";
import { newTurn } from "../turns/new-turn.ts";
import { engineOf, poolsOf, type Town } from "./support/store-engines.ts";

const engine = engineOf("Postgres");
let town: Town;
let store: Store;
let pools: QuickPool[];
/** Of three relays: none sees what another has waiting. */
let relays: Accepting[];
beforeAll(() => engine.start());
afterAll(() => engine.stop());
beforeEach(async () => {
  town = await engine.town();
  store = await openStoreOf(town.settings, { storeUsed: () => undefined }, await createLogger("silent"));
  pools = poolsOf(town);
  relays = pools.map((pool) => createAccepting(store.db, pool));
});
afterEach(async () => {
  for (const pool of pools) await pool.close();
  await store.close();
  await town.remove();
});

const MOST = { player: 1_000, server: 1_000, npc: 1_000, key: 1_000 };
const IDLE_MS = 600_000;

interface Said {
  turn?: string;
  npc?: string;
  user?: number;
  key?: string;
  server?: string | null;
  text?: string;
  change?: Partial<NewTurn>;
}

/** Says it to one of the relays, as often as it is to be said again. */
async function say(relay: number, said: Said = {}, most: Partial<typeof MOST> = {}): Promise<Outcome> {
  const accepting = relays[relay % relays.length];
  if (accepting === undefined) throw new Error("there is no such relay");
  const { turn = randomUUID(), npc = "guard", user = 1, key = "k", server = "u/s", text = "Hello", change = {} } = said;
  const userId = String(user);
  for (;;) {
    const known = await accepting.lookUp({ universe: "u", userId, npc, turn });
    if (known.isKnown) return "again";
    const from = { key, universe: "u", server, request: turn };
    const where = { player: known.player, conversation: randomUUID(), acceptedAt: Date.now() };
    const stored = { text, screened: null, actSet: null, ...where };
    const placed = { ...newTurn({ kind: "say", turn, npc, player: user, text }, from, stored), ...change };
    const offered = { turn: placed, key, userId, isNew: known.isNew, isOpen: known.isOpen };
    const outcome = await accepting.store(offered, { ...MOST, ...most }, IDLE_MS);
    if (outcome !== "again") return outcome;
  }
}

const isStored = (outcome: Outcome): boolean => typeof outcome === "object" && "turn" in outcome;
const all = <T>(many: number, ask: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: many }, (_, at) => ask(at)));
const count = async (table: string): Promise<number> =>
  Number((await town.look(`select count(*)::int as n from ${table}`))[0]?.["n"]);

test("what one player says to three relays at once is in one conversation, no two at one time", async () => {
  const outcomes = await all(300, (at) => say(at, { text: `line ${at}` }));
  expect(outcomes.every(isStored)).toBe(true);
  expect(await count("conversations")).toBe(1);
  expect(await count("players")).toBe(1);
  const [times] = await town.look(`select count(distinct "acceptedAt")::int as n, count(*)::int as all from turns`);
  expect(times).toEqual({ n: 300, all: 300 });
});

test("what one relay is told is stored in the order in which it came", async () => {
  const texts = Array.from({ length: 200 }, (_, at) => `line ${at}`);
  await Promise.all(texts.map((text, at) => say(0, { text, user: 1 + (at % 2) })));
  for (const odd of [0, 1]) {
    const rows = await town.look(
      `select text from turns join players on pseudonym = player where "userId" = '${odd + 1}' order by "acceptedAt"`,
    );
    expect(rows.map(({ text }) => text)).toEqual(texts.filter((_, at) => at % 2 === odd));
  }
});

test("times go up in a conversation where the clock of a relay is behind", async () => {
  await say(0);
  await town.look(`update turns set "acceptedAt" = "acceptedAt" + 3600000`);
  await say(1, { text: "later" });
  const rows = await town.look(`select text from turns order by "acceptedAt"`);
  expect(rows.map(({ text }) => text)).toEqual(["Hello", "later"]);
});

test("of turns with one id, in whatever letters and for whoever, one is stored", async () => {
  const turn = randomUUID();
  const ids = [turn, turn.toUpperCase(), turn];
  const outcomes = await all(30, (at) => say(at, { turn: ids[at % 3] ?? turn, user: 1 + (at % 5) }));
  expect(outcomes.filter(isStored)).toHaveLength(1);
  expect(await count("turns")).toBe(1);
});

test.each([
  ["player", (at: number) => ({ npc: `n${at}` })],
  ["server", (at: number) => ({ user: at + 1 })],
  ["npc", (at: number) => ({ user: at + 1, server: null })],
  ["key", (at: number) => ({ user: at + 1, npc: `n${at}`, server: `u/${at}` })],
] as const)("of one %s no more talks are open in three relays than may be at once", async (of, who) => {
  const first = await all(100, (at) => say(at, who(at), { [of]: 40 }));
  expect(first.filter(isStored)).toHaveLength(40);
  expect(first.filter((outcome) => !isStored(outcome))).toEqual(Array.from({ length: 60 }, () => ({ full: of })));
  expect(await count("conversations")).toBe(40);
  const open = first.flatMap((outcome, at) => (isStored(outcome) ? [at] : []));
  const again = await all(open.length, (at) => say(at, who(open[at] ?? 0), { [of]: 40 }));
  expect(again.every(isStored)).toBe(true);
  await town.look(`update conversations set "lastAt" = "lastAt" - ${IDLE_MS}`);
  expect(isStored(await say(0, who(100), { [of]: 40 }))).toBe(true);
});

test("who has no room for a talk leaves no trace", async () => {
  expect(await say(0, { user: 1 }, { key: 0 })).toEqual({ full: "key" });
  expect(await count("players")).toBe(0);
  expect(await count("conversations")).toBe(0);
});

test("a player who is erased in the middle is another one from then on", async () => {
  for (let round = 0; round < 5; round++) {
    const saying = all(60, (at) => say(at));
    const erasures = await beginErasure(store.db, "u", 1);
    expect((await saying).every(isStored)).toBe(true);
    const [named] = await town.look(`select pseudonym from players where "userId" = '1'`);
    expect(erasures.map(({ pseudonym }) => pseudonym)).not.toContain(named?.["pseudonym"]);
    const strangers = await town.look(
      "select 1 from turns where player not in (select pseudonym from players) and player not in (select pseudonym from erasures)",
    );
    expect(strangers).toEqual([]);
  }
});

test("one that cannot be stored takes none of the others with it", async () => {
  const texts = ["a\u0000b", "\ud800 half of a pair", "quotes ' \" \\ $1 🌲"];
  const bad = say(0, { user: 9, change: { tokensIn: NaN } }).catch(() => "failed");
  const outcomes = await Promise.all(texts.map((text, at) => say(0, { text, user: at + 1 })));
  expect(await bad).toBe("failed");
  expect(outcomes.every(isStored)).toBe(true);
});
