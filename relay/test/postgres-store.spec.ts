import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Say } from "../../game/townsfolk/wire/contract.ts";
import { configFrom } from "../config/config.ts";
import { type PostgresServer, startPostgres, tell } from "./support/postgres.ts";
import { openRelay, speakTo } from "./support/relay.ts";
import { startRelayProcess } from "./support/relay-process.ts";

let server: PostgresServer;
let databaseUrl: string;
let ends: (() => unknown)[];
beforeAll(async () => (server = await startPostgres()));
afterAll(() => server.stop());
beforeEach(async () => {
  databaseUrl = await server.database();
  ends = [];
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-"));
  ends.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
};
const startHere = async (dataDir?: string, url = databaseUrl) => {
  const relay = await openRelay({ databaseUrl: url, dataDir: dataDir ?? (await newFolder()) });
  ends.push(() => relay.close());
  return relay;
};
const startProcess = async () => {
  const relay = await startRelayProcess(await newFolder(), { DATABASE_URL: databaseUrl });
  ends.push(() => relay.child.kill("SIGKILL"));
  return { ...relay, ...speakTo(relay.url) };
};
const say = (player: number, text: string): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });
const textsIn = async (): Promise<unknown[]> =>
  (await tell(databaseUrl, `select text from turns order by "acceptedAt"`)).map(({ text }) => text);

test("a second relay on the database is refused in words, and may start when the first has stopped", async () => {
  const first = await startHere();
  await expect(startHere()).rejects.toThrow(
    /^DATABASE_URL: the store postgres:\/\/127\.0\.0\.1:\d+\/town\d+ cannot be opened .*Another relay is running on this database/,
  );
  expect((await first.talk("guard", 1, "Hello")).fallback).toBeUndefined();
  await first.close();
  await startHere();
}, 30_000);

test("of two that start at once one brings the schema up to date, and the other is refused", async () => {
  const ends = await Promise.allSettled([startHere(), startHere()]);
  expect(ends.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
}, 30_000);

test("one that follows a relay that was killed in the middle of its turns ends each of them once", async () => {
  const first = await startProcess();
  expect(first.output()).toMatch(/data +Postgres, as DATABASE_URL says \(one relay a database as yet\)/);
  const said = Array.from({ length: 30 }, (_, player) => say(player + 1, "Good morning"));
  const sent = await Promise.all(said.map((one) => first.send("s", one)));
  await first.stop("SIGKILL");
  const second = await startProcess();
  expect(sent.flatMap(({ receipts }) => receipts)).toEqual(said.map(() => ({ ok: true })));
  for (const { turn } of said.slice(-1)) await second.eventsUntilEnd("s", turn).catch(() => undefined);
  const status = async () => tell(databaseUrl, "select status, count(*)::int as n from turns group by 1");
  while ((await status()).some((row) => row["status"] === "accepted" || row["status"] === "running")) await sleep(50);
  const ended = await tell(
    databaseUrl,
    `select count(*)::int as n from turns where status in ('done', 'failed') and "endedAt" is not null`,
  );
  expect(ended).toEqual([{ n: said.length }]);
}, 60_000);

test("a database that is started anew under the relay: it goes on, and nothing that was answered is lost", async () => {
  const relay = await startProcess();
  await relay.talk("guard", 1, "Before");
  const during = Promise.all(Array.from({ length: 10 }, (_, player) => relay.talk("guard", player + 2, "Meanwhile")));
  await server.restart();
  await during;
  const isUp = async () => (await relay.post("/v1/talk", { npc: "guard", player: 1, text: "After" })).status === 200;
  while (!(await isUp())) await sleep(200);
  const texts = await textsIn();
  expect(texts[0]).toBe("Before");
  expect(texts).toContain("After");
  expect(relay.child.exitCode).toBeNull();
  expect((await fetch(`${relay.url}/healthz`)).ok).toBe(true);
}, 60_000);

test("a relay that has lost its lock to another one stops, in words", async () => {
  const relay = await startProcess();
  const exit = once(relay.child, "exit");
  const key = "hashtextextended('townsfolk ' || current_schema(), 0)";
  const holders = `select pid from pg_locks where locktype = 'advisory' and granted`;
  const taking = tell(databaseUrl, `select pg_advisory_lock(${key}), pg_sleep(90)`).catch(() => undefined);
  await sleep(300);
  await tell(databaseUrl, `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`);
  expect(await tell(databaseUrl, holders)).toHaveLength(1);
  expect(await exit).toEqual([1, null]);
  expect(relay.output()).toMatch(/Another relay is running on this database/);
  await tell(databaseUrl, `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`);
  await taking;
}, 90_000);

test("a database that does not answer is named at the start, without its password", async () => {
  const failure = await startHere(undefined, "postgres://u:pa55word@127.0.0.1:9/town").catch(String);
  expect(failure).toMatch(/DATABASE_URL: the store postgres:\/\/127\.0\.0\.1:9\/town cannot be opened/);
  expect(failure).not.toContain("pa55word");
}, 30_000);

test.each(["mysql://u@127.0.0.1/town", "127.0.0.1:5432", "town"])("%s is no address of a database", (url) => {
  expect(() => configFrom({ DATABASE_URL: url })).toThrow(/^DATABASE_URL: must be an address such as postgres:\/\//);
});

test.each(["postgres://u:p%40ss@db.internal/town", "postgresql:///town?host=/run/postgresql"])("%s is one", (url) => {
  expect(configFrom({ DATABASE_URL: url }).databaseUrl).toBe(url);
});

test("an export is refused in words", async () => {
  const relay = await startHere();
  const refused = await relay.get("/v1/admin/export");
  expect({ status: refused.status, body: await refused.text() }).toMatchObject({
    status: 400,
    body: expect.stringContaining("pg_dump") as string,
  });
});

test("a folder that has a store of SQLite in it is left as it is", async () => {
  const dataDir = await newFolder();
  await writeFile(join(dataDir, "townsfolk.db"), "as it was");
  const relay = await startHere(dataDir);
  expect((await relay.talk("guard", 1, "Hello")).fallback).toBeUndefined();
});
