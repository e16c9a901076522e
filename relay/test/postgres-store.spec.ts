import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Say } from "../../game/townsfolk/wire/contract.ts";
import { configFrom } from "../config/config.ts";
import { createLogger } from "../observe/logger.ts";
import { tellServer } from "../store/events.ts";
import { fellowsOf } from "../store/fellows.ts";
import { openStoreOf } from "../store/open-store.ts";
import { pseudonymOf } from "../store/players.ts";
import type { Store } from "../store/store.ts";
import { beginTurn, type Turn, updateTurn } from "../store/turns.ts";
import { tell } from "./support/postgres.ts";
import { postgresForEach } from "./support/postgres-for-each.ts";
import { openRelay, speakTo } from "./support/relay.ts";
import { startRelayProcess } from "./support/relay-process.ts";

const town = postgresForEach();

const startHere = async (dataDir?: string, url = town.databaseUrl) => {
  const relay = await openRelay({ databaseUrl: url, dataDir: dataDir ?? (await town.newFolder()) });
  town.atEnd(() => relay.close());
  return relay;
};
const startProcess = async () => {
  const relay = await startRelayProcess(await town.newFolder(), { DATABASE_URL: town.databaseUrl });
  town.atEnd(() => relay.child.kill("SIGKILL"));
  return { ...relay, ...speakTo(relay.url) };
};
const say = (player: number, text: string): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });
const TO = { server: "u/s", fence: null };
const textsIn = async (): Promise<unknown[]> =>
  (await tell(town.databaseUrl, `select text from turns order by "acceptedAt"`)).map(({ text }) => text);

test("a second relay on the database works beside the first, and goes on when that has stopped", async () => {
  const first = await startHere();
  const second = await startHere();
  for (const [player, relay] of [first, second].entries())
    expect((await relay.talk("guard", player + 1, "Hello")).fallback).toBeUndefined();
  expect((await first.talk("guard", 2, "And again")).fallback).toBeUndefined();
  await first.close();
  expect((await second.talk("guard", 1, "Hello again")).fallback).toBeUndefined();
  expect(await textsIn()).toEqual(["Hello", "Hello", "And again", "Hello again"]);
});

test("of two that start at once one brings the schema up to date, and both work", async () => {
  const both = await Promise.all([startHere(), startHere()]);
  for (const relay of both) expect((await relay.talk("guard", 1, "Hello")).fallback).toBeUndefined();
});

test("a relay of an earlier release, which must be alone, keeps those that share away, and they say so", async () => {
  const old = await openClient(town.databaseUrl);
  await old.query("select pg_advisory_lock(hashtextextended('townsfolk ' || current_schema(), 0))");
  await expect(startHere()).rejects.toThrow(
    /^DATABASE_URL: the store postgres:\/\/127\.0\.0\.1:\d+\/town\d+ cannot be opened .*A relay of an earlier release is running on this database/,
  );
  await old.end();
  await startHere();
});

test("one that follows a relay that was killed in the middle of its turns ends each of them once", async () => {
  const first = await startProcess();
  expect(first.output()).toMatch(/data +Postgres, as DATABASE_URL says, and/);
  const said = Array.from({ length: 30 }, (_, player) => say(player + 1, "Good morning"));
  const sent = await Promise.all(said.map((one) => first.send("s", one)));
  await first.stop("SIGKILL");
  const second = await startProcess();
  expect(sent.flatMap(({ receipts }) => receipts)).toEqual(said.map(() => ({ ok: true })));
  for (const { turn } of said.slice(-1)) await second.eventsUntilEnd("s", turn).catch(() => undefined);
  const status = async () => tell(town.databaseUrl, "select status, count(*)::int as n from turns group by 1");
  while ((await status()).some((row) => row["status"] === "accepted" || row["status"] === "running")) await sleep(50);
  const ended = await tell(
    town.databaseUrl,
    `select count(*)::int as n from turns where status in ('done', 'failed') and "endedAt" is not null`,
  );
  expect(ended).toEqual([{ n: said.length }]);
});

test("a database that is started anew under the relay: it goes on, and nothing that was answered is lost", async () => {
  const relay = await startProcess();
  await relay.talk("guard", 1, "Before");
  const during = Promise.all(Array.from({ length: 10 }, (_, player) => relay.talk("guard", player + 2, "Meanwhile")));
  await town.server.restart();
  await during;
  const isUp = async () => (await relay.post("/v1/talk", { npc: "guard", player: 1, text: "After" })).status === 200;
  while (!(await isUp())) await sleep(200);
  const texts = await textsIn();
  expect(texts[0]).toBe("Before");
  expect(texts).toContain("After");
  expect(relay.child.exitCode).toBeNull();
  expect((await fetch(`${relay.url}/healthz`)).ok).toBe(true);
});

async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  town.atEnd(() => client.end().catch(() => undefined));
  return client;
}

const storeHere = async (): Promise<Store> => {
  const settings = { databaseUrl: town.databaseUrl, dataDir: await town.newFolder() };
  const store = await openStoreOf(settings, { storeUsed: () => undefined }, await createLogger("silent"));
  town.atEnd(() => store.close());
  return store;
};

const insertTurn = (db: Store["db"], id: string) =>
  db
    .insertInto("turns")
    .values({
      id,
      conversation: "c",
      npc: "guard",
      universe: "u",
      player: "p",
      status: "accepted",
      acts: "[]",
      tokensIn: 0,
      tokensOut: 0,
      usd: 0,
      acceptedAt: 1,
    })
    .execute();

test("a database that crashes: whatever it was said of that it is stored, is stored", async () => {
  const { db } = await storeHere();
  const acknowledged: string[] = [];
  let isOver = false;
  const write = async (lane: number): Promise<void> => {
    for (let index = 0; !isOver; index++) {
      const turn = `${lane}-${index}`;
      await tellServer(db, TO, { kind: "beat", turn, text: "Good morning" });
      await pseudonymOf(db, "u", lane * 100_000 + index + 1);
      acknowledged.push(turn);
    }
  };
  const writing = Array.from({ length: 20 }, (_, lane) => write(lane).catch(() => undefined));
  while (acknowledged.length < 400) await sleep(5);
  await town.server.crash();
  isOver = true;
  await Promise.all(writing);
  const stored = new Set((await tell(town.databaseUrl, "select turn from events")).map(({ turn }) => turn));
  expect(acknowledged.filter((turn) => !stored.has(turn))).toEqual([]);
  const players = await tell(town.databaseUrl, "select count(*)::int as n from players");
  expect(players[0]?.["n"]).toBeGreaterThanOrEqual(acknowledged.length);
  const numbers = (await tell(town.databaseUrl, "select seq::int from events order by seq")).map(({ seq }) => seq);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test("what cannot be stored takes nothing with it of what is written at the same time, and both know", async () => {
  const { db } = await storeHere();
  const tellOf = (turn: string, tokensIn: number) =>
    tellServer(db, TO, { kind: "done", turn, mind: "direct", suggestions: [] }, { status: "done", tokensIn });
  const told = await Promise.allSettled(Array.from({ length: 9 }, (_, at) => tellOf(`t${at}`, at === 4 ? NaN : at)));
  expect(told.map(({ status }) => status)).toEqual(told.map((_, at) => (at === 4 ? "rejected" : "fulfilled")));
  const rows = await tell(town.databaseUrl, "select seq::int, turn from events order by seq");
  expect(rows.map(({ turn }) => turn)).toEqual(["t0", "t1", "t2", "t3", "t5", "t6", "t7", "t8"]);
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("an end that is stored again, since nobody heard that it was, is told once and stays as it was", async () => {
  const { db } = await storeHere();
  await insertTurn(db, "t");
  const end = (reply: string) =>
    tellServer(
      db,
      TO,
      { kind: "done", turn: "t", mind: "direct", suggestions: [] },
      { status: "done", reply, endedAt: 7 },
    );
  await end("First");
  await Promise.all([end("Second"), tellServer(db, TO, { kind: "beat", turn: "other", text: "Hello" })]);
  expect(await tell(town.databaseUrl, "select reply from turns")).toEqual([{ reply: "First" }]);
  expect((await tell(town.databaseUrl, "select turn from events order by seq")).map(({ turn }) => turn)).toEqual([
    "t",
    "other",
  ]);
});

test("what is told of a turn is told once and in order, also where it is stored again, since nobody heard that it was", async () => {
  const { db } = await storeHere();
  await insertTurn(db, "t");
  await insertTurn(db, "u");
  const beat = (turn: string, nth: number) =>
    tellServer(db, { ...TO, nth }, { kind: "beat", turn, text: `${turn}${nth}` });
  await Promise.all([beat("t", 1), beat("u", 1)]);
  await Promise.all([beat("t", 1), beat("u", 2), beat("t", 2)]);
  await Promise.all([beat("t", 2), beat("u", 2)]);
  await beat("t", 3);
  const rows = await tell(town.databaseUrl, "select seq::int, body from events order by seq");
  expect(rows.map(({ body }) => (JSON.parse(String(body)) as { text: string }).text)).toEqual([
    ...["t1", "u1", "u2", "t2", "t3"],
  ]);
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
});

test("a turn that has begun, which nobody heard, begins again for the same relay and for no other, until it has ended", async () => {
  const { db } = await storeHere();
  await insertTurn(db, "t");
  const fence = fellowsOf(db).fence() ?? 0;
  const begin = (as = fence) =>
    beginTurn(db, { id: "t", conversation: "c", acceptedAt: 1, fence: as } as Turn).catch(() => false);
  await db.updateTable("turns").set({ fence }).execute();
  expect([await begin(), await begin(), await begin(fence - 1)]).toEqual([true, true, false]);
  await updateTurn(db, "t", { status: "done", endedAt: 7 }, fence);
  expect(await begin()).toBe(false);
});

test("whatever erasures wait for, players talk on, and many of them wait for it once", async () => {
  const relay = await startHere();
  const players = Array.from({ length: 20 }, (_, index) => index + 1);
  for (const player of players) await relay.talk("guard", player, "Hello");
  const holding = await openClient(town.databaseUrl);
  // What keeps a vacuum away, and nobody else: https://www.postgresql.org/docs/current/explicit-locking.html
  await holding.query("begin; lock table turns in share update exclusive mode");
  const headers = { authorization: "Bearer dev" };
  const erasing = players.map((player) => fetch(`${relay.url}/v1/players/${player}`, { method: "DELETE", headers }));
  const vacuums = async () => {
    const sql = `select count(*)::int as many from pg_stat_activity
      where datname = current_database() and query like 'vacuum%'`;
    return Number((await tell(town.databaseUrl, sql))[0]?.["many"]);
  };
  while ((await vacuums()) === 0) await sleep(50);
  expect(await relay.talk("guard", 99, "Anybody there?")).toMatchObject({ mind: "direct" });
  await sleep(1_000);
  expect(await vacuums()).toBe(1);
  await holding.query("commit");
  for (const reply of await Promise.all(erasing)) expect(reply.status).toBe(200);
});

test("of one turn what was written later is what is stored, also where nobody waited in between", async () => {
  const { db } = await storeHere();
  await insertTurn(db, "t");
  const replies = ["One", "Two", "Three"];
  await Promise.all([
    updateTurn(db, "t", { status: "running" }),
    ...replies.map((reply) => tellServer(db, TO, { kind: "beat", turn: "t", text: reply }, { reply })),
  ]);
  expect(await tell(town.databaseUrl, "select status, reply from turns")).toEqual([
    { status: "running", reply: "Three" },
  ]);
  const bodies = (await tell(town.databaseUrl, "select body from events order by seq")).map(({ body }) => String(body));
  expect(bodies.map((body) => (JSON.parse(body) as { text: string }).text)).toEqual(replies);
});

test("a relay whose place on the database is taken by one that must be alone stops, in words", async () => {
  const relay = await startProcess();
  const exit = once(relay.child, "exit");
  const old = await openClient(town.databaseUrl);
  const taking = old.query("select pg_advisory_lock(hashtextextended('townsfolk ' || current_schema(), 0))");
  await sleep(300);
  await tell(
    town.databaseUrl,
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`,
  );
  await taking;
  expect(await exit).toEqual([1, null]);
  expect(relay.output()).toMatch(/A relay of an earlier release is running on this database/);
});

test("a database that does not answer is named at the start, without its password", async () => {
  const failure = await startHere(undefined, "postgres://u:pa55word@127.0.0.1:9/town").catch(String);
  expect(failure).toMatch(/DATABASE_URL: the store postgres:\/\/127\.0\.0\.1:9\/town cannot be opened/);
  expect(failure).not.toContain("pa55word");
});

test("a database that is there and does not answer is away, and nobody waits for it without an end", async () => {
  const relay = await startHere(undefined, `${town.databaseUrl}?query_timeout=500`);
  await relay.talk("guard", 1, "Hello");
  const locking = tell(town.databaseUrl, "begin; lock table turns, events, players; select pg_sleep(4); commit");
  await sleep(300);
  const body = { npc: "guard", player: 1, text: "Anybody there?" };
  const asked = [relay.post("/v1/talk", body), relay.get("/v1/events?server=s&wait=1")];
  for (const reply of await Promise.all(asked))
    expect(await reply.json()).toMatchObject({ error: { code: "not_ready" } });
  await locking;
  expect((await relay.talk("guard", 1, "There you are")).fallback).toBeUndefined();
});

test.each(["lock_timeout", "statement_timeout"])(
  "what Postgres gives up by %s does well a little later",
  async (limit) => {
    const url = new URL(town.databaseUrl);
    const relay = await startHere();
    await relay.close();
    url.searchParams.set("options", `-c ${limit}=1000`);
    const impatient = await startHere(undefined, url.href);
    const locking = tell(town.databaseUrl, "begin; lock table turns, events, players; select pg_sleep(3); commit");
    await sleep(200);
    const refused = await impatient.post("/v1/talk", { npc: "guard", player: 1, text: "Hello" });
    expect([refused.status, await refused.json()]).toMatchObject([
      503,
      { error: { code: "not_ready", retryAfter: 5 } },
    ]);
    await locking;
    expect((await impatient.talk("guard", 1, "Hello again")).fallback).toBeUndefined();
  },
);

test("who waits for a lock in vain keeps nobody else's words from being taken", async () => {
  const url = new URL(town.databaseUrl);
  url.searchParams.set("options", "-c lock_timeout=500");
  const relay = await startHere(undefined, url.href);
  for (const player of [1, 2]) await relay.talk("guard", player, "Hello");
  const holding = tell(
    town.databaseUrl,
    `begin; select * from players where "userId" = '1' for update; select pg_sleep(3); commit`,
  );
  await sleep(200);
  const talk = (player: number) => relay.post("/v1/talk", { npc: "guard", player, text: "Do you hear me?" });
  const replies = await Promise.all([1, 2, 3].map(talk));
  expect(replies.map(({ status }) => status)).toEqual([503, 200, 200]);
  await holding;
});

test("an import waits for whoever holds a table just then", async () => {
  const relay = await startHere();
  await relay.talk("guard", 1, "Hello");
  const body = await (await relay.get("/v1/admin/export")).bytes();
  const holding = await openClient(town.databaseUrl);
  await holding.query("begin; lock table turns in row exclusive mode");
  const headers = { authorization: "Bearer dev", "content-type": "application/vnd.sqlite3" };
  const importing = fetch(`${relay.url}/v1/admin/import?merge=1`, { method: "POST", headers, body });
  const waiting = "select 1 from pg_locks where not granted and mode = 'ShareRowExclusiveLock'";
  while ((await tell(town.databaseUrl, waiting)).length === 0) await sleep(20);
  // It waits 0.3 s at a time.
  await sleep(1_000);
  await holding.query("commit");
  expect((await importing).status).toBe(200);
});

test("while relays are replaced one by one, those of this release go on with a schema that a later one has added to", async () => {
  const relay = await startHere();
  // What is said again and again is compiled, on each connection.
  for (let player = 1; player <= 4; player++)
    for (const text of ["Hello", "And again", "And again"]) {
      const said = say(player, text);
      for (const turn of [said, said]) await relay.send("s", turn);
      expect((await relay.talk("guard", player, text)).fallback).toBeUndefined();
    }
  const tables = ["players", "conversations", "turns", "events", "erasures", "blocks", "keys", "servers", "memories"];
  for (const table of tables) await tell(town.databaseUrl, `alter table ${table} add column later text`);
  await tell(town.databaseUrl, `insert into kysely_migration (name, timestamp) values ('999-later', '2030-01-01')`);
  const again = say(1, "Are you still there?");
  for (const turn of [again, again, again]) expect((await relay.send("s", turn)).receipts).toEqual([{ ok: true }]);
  for (const player of [1, 2, 3]) expect((await relay.talk("guard", player, "And now?")).fallback).toBeUndefined();
  const next = await startHere();
  expect((await next.talk("guard", 1, "And you?")).fallback).toBeUndefined();
  expect((await relay.talk("guard", 1, "Both?")).fallback).toBeUndefined();
});

test("a role that may only read is told at the start, and no process is left behind", async () => {
  await (await startHere()).close();
  const reader = `reader${randomUUID().slice(0, 8)}`;
  await tell(town.databaseUrl, `create role ${reader} login`);
  await tell(town.databaseUrl, `grant select on all tables in schema public to ${reader}`);
  const url = town.databaseUrl.replace("townsfolk@", `${reader}@`);
  const failure = await startRelayProcess(await town.newFolder(), { DATABASE_URL: url }).catch(String);
  expect(failure).toMatch(/DATABASE_URL: the store .* cannot be opened .* permission denied for table settings/);
});

test("what fails after the store was opened leaves no process behind either", async () => {
  const failure = await startRelayProcess(await town.newFolder(), {
    DATABASE_URL: town.databaseUrl,
    RELAY_KEYS: "a-key-of-this-relay",
    HOST: "203.0.113.7",
  }).catch(String);
  expect(failure).toMatch(/did not start.*EADDRNOTAVAIL/s);
});

test.each(["mysql://u@127.0.0.1/town", "127.0.0.1:5432", "town"])("%s is no address of a database", (url) => {
  expect(() => configFrom({ DATABASE_URL: url })).toThrow(/^DATABASE_URL: must be an address such as postgres:\/\//);
});

test.each(["postgres://u:p%40ss@db.internal/town", "postgresql:///town?host=/run/postgresql"])("%s is one", (url) => {
  expect(configFrom({ DATABASE_URL: url }).databaseUrl).toBe(url);
});

test("a folder that has a store of SQLite in it is left as it is", async () => {
  const dataDir = await town.newFolder();
  await writeFile(join(dataDir, "townsfolk.db"), "as it was");
  const relay = await startHere(dataDir);
  expect((await relay.talk("guard", 1, "Hello")).fallback).toBeUndefined();
});

test("the receipt of an erasure waits for whoever still reads in the database as it was before", async () => {
  const relay = await startHere();
  await relay.talk("guard", 1, "My word is pomegranate");
  const reader = await openClient(town.databaseUrl);
  await reader.query("begin isolation level repeatable read");
  await reader.query("select count(*) from turns");
  const erasing = fetch(`${relay.url}/v1/players/1`, { method: "DELETE", headers: { authorization: "Bearer dev" } });
  while ((await textsIn()).length > 0) await sleep(50);
  const isDone = erasing.then(() => true);
  expect(await Promise.race([isDone, sleep(1_000, false)])).toBe(false);
  expect((await reader.query("select text from turns")).rows).toEqual([{ text: "My word is pomegranate" }]);
  await reader.query("commit");
  expect((await erasing).status).toBe(200);
  await reader.end();
});
