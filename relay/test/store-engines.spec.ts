import { randomUUID } from "node:crypto";
import type { Say } from "../../game/townsfolk/wire/contract.ts";
import { changeHuman, readHuman } from "../memory/human.ts";
import { createLogger } from "../observe/logger.ts";
import { createKey, listKeys } from "../store/keys.ts";
import { openStoreOf } from "../store/open-store.ts";
import { pseudonymOf } from "../store/players.ts";
import type { Store } from "../store/store.ts";
import { openRelay, type TestRelay } from "./support/relay.ts";
import { engineOf, ENGINES, type Town } from "./support/store-engines.ts";

/** What is promised of the store, whichever it is. */
describe.each(ENGINES)("a town in %s", (name) => {
  const engine = engineOf(name);
  let town: Town;
  let ends: (() => unknown)[];
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());
  beforeEach(async () => {
    town = await engine.town();
    ends = [() => town.remove()];
  });
  afterEach(async () => {
    for (const end of ends.toReversed()) await end();
  });
  const startRelay = async (): Promise<TestRelay> => {
    const relay = await openRelay(town.settings);
    ends.push(() => relay.close());
    return relay;
  };
  const openStore = async (): Promise<Store> => {
    const store = await openStoreOf(town.settings, { storeUsed: () => undefined }, await createLogger("silent"));
    ends.push(() => store.close());
    return store;
  };
  const say = (player: number, text: string): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });
  const turnsOf = async (relay: TestRelay, player: number) =>
    (await (await relay.get(`/v1/npcs/guard/players/${player}/turns`)).json()) as { turns: { text: string }[] };

  test("keeps a talk from one start to the next, in order, and goes on with it", async () => {
    const first = await startRelay();
    for (const text of ["One", "Two", "Three"]) expect((await first.talk("guard", 1, text)).fallback).toBeUndefined();
    await first.close();
    const second = await startRelay();
    await second.talk("guard", 1, "Four");
    expect((await turnsOf(second, 1)).turns.map(({ text }) => text)).toEqual(["Four", "Three", "Two", "One"]);
    expect(await town.look("select count(*) as n from conversations")).toMatchObject([
      { n: expect.anything() as number },
    ]);
  });

  test("tells a place server of forty turns at once, each event once and none out of order", async () => {
    const relay = await startRelay();
    const said = Array.from({ length: 40 }, (_, player) => say(player + 1, "Good morning"));
    const receipts = await Promise.all(said.map((one) => relay.send("s", one)));
    expect(receipts.flatMap((reply) => reply.receipts)).toEqual(said.map(() => ({ ok: true })));
    const ended = new Set<string>();
    const seen: string[] = [];
    for (let after = 0; ended.size < said.length;) {
      const reply = (await (await relay.get(`/v1/events?server=s&after=${after}&wait=10`)).json()) as {
        cursor: number;
        events: { kind: string; turn: string }[];
      };
      expect(reply.cursor).toBe(after + reply.events.length);
      after = reply.cursor;
      for (const { kind, turn } of reply.events) {
        expect(ended).not.toContain(turn);
        if (kind === "done" || kind === "fail") ended.add(turn);
        seen.push(kind);
      }
    }
    expect(seen.filter((kind) => kind === "done")).toHaveLength(said.length);
  });

  test("runs a turn once that is sent eight times at once", async () => {
    const relay = await startRelay();
    const one = say(1, "Hello");
    const replies = await Promise.all(Array.from({ length: 8 }, () => relay.send("s", one)));
    expect(replies.flatMap(({ receipts }) => receipts)).toEqual(Array.from({ length: 8 }, () => ({ ok: true })));
    await relay.eventsUntilEnd("s", one.turn);
    expect((await turnsOf(relay, 1)).turns).toHaveLength(1);
  });

  test("gives one of two the turn's id where both use it at once", async () => {
    const relay = await startRelay();
    const one = say(1, "Hello");
    const replies = await Promise.all([one, { ...one, player: 2 }].map((each) => relay.send("s", each)));
    const codes = replies.flatMap(({ receipts }) => receipts.map((r) => (r.ok ? "ok" : r.error.code)));
    expect(codes.toSorted()).toEqual(["ok", "turn_conflict"]);
  });

  test("ends a turn that is stored and that nobody has in hand, once, and none that is under way", async () => {
    const relay = await startRelay();
    const one = say(1, "Hello");
    await relay.send("s", one);
    await relay.eventsUntilEnd("s", one.turn);
    const { db, turns } = relay.context;
    const stored = await db.selectFrom("turns").selectAll().executeTakeFirstOrThrow();
    const old = { ...stored, status: "accepted" as const, reply: null, endedAt: null, acceptedAt: Date.now() - 70_000 };
    await db
      .insertInto("turns")
      .values({ ...old, id: randomUUID() })
      .execute();
    await db
      .insertInto("turns")
      .values({ ...old, id: randomUUID(), acceptedAt: Date.now() })
      .execute();
    await turns.endForgotten();
    await turns.endForgotten();
    const statuses = await town.look("select status, reason from turns order by status");
    expect(statuses.map((row) => ({ ...row }))).toEqual([
      { status: "accepted", reason: null },
      { status: "done", reason: null },
      { status: "failed", reason: "interrupted" },
    ]);
  });

  test("loses none of what an NPC notes of a player in twelve transactions at once", async () => {
    const { db } = await openStore();
    const notes = Array.from({ length: 12 }, (_, index) => `note ${index}`);
    const pair = { npc: "guard", player: "p" };
    await Promise.all(notes.map((note) => changeHuman(db, pair, (before) => `${before}${note};`)));
    const { value, version } = await readHuman(db, "guard", "p");
    expect(value.split(";").filter(Boolean).toSorted()).toEqual(notes.toSorted());
    expect(version).toBe(12);
  });

  test("gives a player one pseudonym, and a universe two keys, however many ask at once", async () => {
    const { db } = await openStore();
    const names = await Promise.all(
      Array.from({ length: 8 }, () => db.transaction().execute((tx) => pseudonymOf(tx, "u", 7))),
    );
    expect(new Set(names).size).toBe(1);
    await Promise.all(Array.from({ length: 6 }, () => createKey(db, "u")));
    expect(await listKeys(db)).toHaveLength(2);
  });

  test("stores any text that a game may send, and gives it back", async () => {
    const relay = await startRelay();
    const texts = ["a\u0000b", "quotes ' \" \\ $1 ; -- and 🌲", "\ud800 half of a pair"];
    for (const text of texts) await relay.send("s", { ...say(3, text), scene: `scene ${text}` });
    for (const text of texts) expect((await relay.talk("guard", 3, text)).fallback).toBeUndefined();
    expect((await turnsOf(relay, 3)).turns.map(({ text }) => text)).toContain("quotes ' \" \\ $1 ; -- and 🌲");
  });

  test.each([0.0005, 1e-9, 12.345678, 86_399.9999, 5e-324])(
    "stores what a game tells for %s seconds",
    async (seconds) => {
      const relay = await startRelay();
      const news = { kind: "tell" as const, id: randomUUID(), text: "The bridge is broken.", seconds };
      expect(await relay.send("s", say(3, "Hello"), news, say(4, "Hello"))).toEqual({
        receipts: [{ ok: true }, { ok: true }, { ok: true }],
      });
    },
  );

  test("of a post in which one message meets a fault of ours, the others are heard", async () => {
    const relay = await startRelay();
    // The store has no such table any more: nothing that it was sent could do it.
    await relay.context.db.schema.dropTable("news").execute();
    const news = { kind: "tell" as const, id: randomUUID(), text: "The bridge is broken.", seconds: 60 };
    const post = { server: "s", messages: [say(3, "Hello"), news, say(4, "Hello")] };
    const reply = await relay.post("/v1/messages", post);
    expect([200, 503]).toContain(reply.status);
    if (reply.status === 200)
      expect(await reply.json()).toMatchObject({
        receipts: [{ ok: true }, { ok: false, error: { code: "internal" } }, { ok: true }],
      });
  });

  test("has nothing of a player in any table when the erasure is receipted", async () => {
    const relay = await startRelay();
    await relay.talk("guard", 77_777_777, "I like to play the xylorimba");
    await relay.send("s", { ...say(77_777_777, "The xylorimba again"), scene: "xylorimba" });
    await relay.talk("guard", 2, "Hello");
    const [{ pseudonym } = { pseudonym: "" }] = await town.look(
      `select pseudonym from players where "userId" = '77777777'`,
    );
    const erased = await fetch(`${relay.url}/v1/players/77777777`, {
      method: "DELETE",
      headers: { authorization: "Bearer dev" },
    });
    expect(await erased.json()).toMatchObject({ receipt: expect.any(String) as string });
    const all: string[] = [];
    for (const table of ["players", "conversations", "turns", "events", "memories", "threads", "erasures", "news"])
      all.push(JSON.stringify(await town.look(`select * from ${table}`)));
    for (const trace of ["xylorimba", "77777777", String(pseudonym)]) expect(all.join()).not.toContain(trace);
    expect((await turnsOf(relay, 2)).turns).toHaveLength(1);
  });
});
