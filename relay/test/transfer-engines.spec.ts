import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Config } from "../config/config.ts";
import { today } from "../observe/clock.ts";
import { ofUniverse } from "../store/open-ledger.ts";
import { openRelay, type TestRelay } from "./support/relay.ts";
import { engineOf, ENGINES, type Town } from "./support/store-engines.ts";

const engines = ENGINES.map((name) => ({ name, ...engineOf(name) }));
let ends: (() => unknown)[];
beforeAll(async () => {
  for (const engine of engines) await engine.start();
});
afterAll(async () => {
  for (const engine of engines) await engine.stop();
});
beforeEach(() => (ends = []));
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

async function start(
  engine: (typeof engines)[number],
  settings: Partial<Config> = {},
): Promise<{ relay: TestRelay; town: Town }> {
  const town = await engine.town();
  const relay = await openRelay({ ...town.settings, ...settings });
  ends.push(() => town.remove());
  ends.push(() => relay.close());
  return { relay, town };
}
const exportOf = async (relay: TestRelay): Promise<Uint8Array> => {
  const reply = await relay.get("/v1/admin/export");
  expect(reply.status).toBe(200);
  return reply.bytes();
};
const importTo = (relay: TestRelay, file: Uint8Array, merge = "") =>
  fetch(`${relay.url}/v1/admin/import${merge}`, {
    method: "POST",
    headers: { authorization: "Bearer dev", "content-type": "application/vnd.sqlite3" },
    body: file as Uint8Array<ArrayBuffer>,
  });
async function rowsIn(file: Uint8Array, { settings }: Town): Promise<unknown[]> {
  const path = join(settings.dataDir, "looked-at.db");
  await writeFile(path, file);
  const db = new DatabaseSync(path, { readOnly: true });
  const tables = ["players", "conversations", "memories", "turns", "blocks", "usage"];
  const rows = tables.flatMap((table) => db.prepare(`SELECT * FROM ${table}`).all());
  db.close();
  return rows;
}

describe.each(engines)("a town in $name", (from) => {
  test.each(engines)("is carried to one in $name, and from there is the same again", async (to) => {
    const old = await start(from);
    const next = await start(to);
    await old.relay.talk("innkeeper", 7, "My name is Aurelia");
    await old.relay.talk("merchant", 7, "I like pears and a 'quoted' \\ thing");
    await old.relay.talk("merchant", "9007199254740993", "I hate goats");
    const file = await exportOf(old.relay);
    const taken = await importTo(next.relay, file);
    expect({ status: taken.status, body: await taken.json() }).toMatchObject({
      status: 200,
      body: { taken: { players: 2, conversations: 3, turns: 3 }, withoutSheet: [] },
    });
    const rows = await rowsIn(file, old.town);
    expect(rows.length).toBeGreaterThan(10);
    expect(await rowsIn(await exportOf(next.relay), next.town)).toEqual(rows);
    expect((await next.relay.talk("innkeeper", 7, "What is my name?")).reply).toContain("Aurelia");
  });
});

describe.each(engines)("an import into a town in $name", (engine) => {
  test("adds to what is here only where it is to, loses nothing of it, and lets others talk when it is done", async () => {
    const other = await start(engine);
    await other.relay.talk("merchant", 7, "I like pears");
    await other.relay.talk("merchant", 8, "I hate goats");
    const file = await exportOf(other.relay);
    const { relay, town } = await start(engine);
    await relay.talk("merchant", 7, "I like plums");
    expect((await importTo(relay, file)).status).toBe(400);
    const talks = Promise.all(Array.from({ length: 6 }, (_, index) => relay.talk("guard", index + 20, "Hello")));
    const merged = await importTo(relay, file, "?merge=1");
    expect({ status: merged.status, body: await merged.json() }).toMatchObject({
      status: 200,
      body: { taken: { players: 1, conversations: 1, turns: 2 } },
    });
    expect((await talks).map(({ fallback }) => fallback)).toEqual(Array.from({ length: 6 }, () => undefined));
    const texts = (await town.look("select text from turns where npc = 'merchant'")).map(({ text }) => String(text));
    expect(texts.toSorted()).toEqual(["I hate goats", "I like pears", "I like plums"]);
  });

  test("counts at once what of it was spent today, and counts nothing twice", async () => {
    const other = await start(engine);
    await other.relay.talk("merchant", 7, "I like pears");
    const { db } = other.relay.context;
    const spent = { npc: "merchant", model: "m", calls: 1, input: 1, cached: 0, output: 1, usd: 0.25 };
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    for (const day of [today(), yesterday])
      await db
        .insertInto("usage")
        .values({ ...spent, day })
        .execute();
    await db.updateTable("turns").set({ usd: 0.25 }).execute();
    const file = await exportOf(other.relay);
    const { relay, town } = await start(engine, { budgetUsdPerDay: 1 });
    const left = ({ context }: TestRelay) => context.meter.left(context.cast.all()).get("all");
    for (let times = 0; times < 2; times++) {
      expect((await importTo(relay, file, "?merge=1")).status).toBe(200);
      expect(left(relay)).toBeCloseTo(0.75);
      expect(relay.context.ledger.spent(ofUniverse("default"))).toBeCloseTo(0.25);
    }
    await relay.close();
    const next = await openRelay({ ...town.settings, budgetUsdPerDay: 1 });
    ends.push(() => next.close());
    expect(left(next)).toBeCloseTo(0.75);
  });

  test("takes nothing of a file that is broken", async () => {
    const { relay, town } = await start(engine);
    expect((await importTo(relay, new TextEncoder().encode("no export at all"))).status).toBe(400);
    expect(await town.look("select * from players")).toEqual([]);
  });
});
