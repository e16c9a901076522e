import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { ErrorReply, Leave, PlayerId, Say } from "../../game/townsfolk/wire/contract.ts";
import type { Config } from "../config/config.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";
import { copySheets } from "./support/sheets.ts";

const MANY = { key: 100, server: 100, npc: 100, player: 100 };

const clock = performance.now.bind(performance);

let relay: TestRelay;
afterEach(async () => {
  performance.now = clock;
  await closeRelay(relay);
});

const open = async (change: Partial<Config>): Promise<TestRelay> => (relay = await openRelay(change));
const restart = async (change: Partial<Config>): Promise<TestRelay> => {
  const { dataDir } = relay;
  await relay.close();
  return open({ ...change, dataDir });
};
const say = (player: number, npc = "guard"): Say => ({ kind: "say", turn: randomUUID(), npc, player, text: "Hello" });
const leave = (player: PlayerId, npc = "guard"): Leave => ({ kind: "leave", npc, player });
const isTaken = async (message: Say, server = "s"): Promise<boolean> =>
  (await relay.send(server, message)).receipts.every((receipt) => receipt.ok);
const metric = async (name: string): Promise<string[]> =>
  (await (await relay.get("/metrics")).text()).split("\n").filter((line) => line.startsWith(name));
const stored = async () => {
  const { db } = relay.context;
  const rows = await Promise.all(
    (["turns", "conversations", "players"] as const).map((table) => db.selectFrom(table).selectAll().execute()),
  );
  return rows.map((of) => of.length);
};
/** Of the relay, which counts its time from the process' start. */
const setClockOn = (ms: number): void => {
  performance.now = () => clock() + ms;
};

test.each([
  ["player", say(1, "guard"), say(1, "merchant"), "player's open talks"],
  ["server", say(1), say(2), "place server's open talks"],
  ["npc", say(1), say(2), "NPC's open talks"],
  ["key", say(1), say(2, "merchant"), "key's open talks"],
] as const)(
  "no more talks are open for one %s than its limit, and an open one goes on",
  async (which, one, two, label) => {
    await open({ talkLimits: { ...MANY, [which]: 1 } });
    expect(await isTaken(one)).toBe(true);
    const before = await stored();
    const { receipts } = await relay.send("s", two);
    expect(receipts).toMatchObject([{ ok: false, error: { code: "rate_limited", retryAfter: 15 } }]);
    expect(await stored()).toEqual(before);
    expect(await metric("townsfolk_limiter_refusals_total")).toEqual([
      `townsfolk_limiter_refusals_total{limiter="${label}"} 1`,
    ]);
    expect(await isTaken({ ...one, turn: randomUUID() })).toBe(true);
    expect(await metric("townsfolk_talks_open")).toEqual(["townsfolk_talks_open 1"]);

    await relay.send("s", leave(one.player, one.npc));
    expect(await isTaken(two)).toBe(true);
  },
);

test("/v1/talk is counted too, and says in a header when to come again", async () => {
  const { post } = await open({ talkLimits: { ...MANY, npc: 1 } });
  const talk = (player: number) => post("/v1/talk", { npc: "guard", player, text: "Hello" });
  expect((await talk(1)).status).toBe(200);
  const refused = await talk(2);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("15");
  expect(((await refused.json()) as ErrorReply).error.message).toBe("Too many open talks of one NPC.");
  expect((await talk(1)).status).toBe(200);
});

test("place servers of the same name under two keys do not share a limit", async () => {
  const config = { talkLimits: { ...MANY, server: 1 }, keys: ["dev"], operatorKeys: ["an-operator"] };
  await open(config);
  const body = { server: "s", messages: [say(1)] };
  const other = await relay.post("/v1/messages", body, "an-operator");
  expect(await other.json()).toEqual({ receipts: [{ ok: true }] });
  expect(await isTaken(say(2))).toBe(true);
});

test("a place server that died without a leave holds its talks for ten minutes and no longer", async () => {
  await open({ talkLimits: { ...MANY, key: 1 } });
  expect(await isTaken(say(1), "dies")).toBe(true);
  setClockOn(9 * 60_000);
  expect(await isTaken(say(2), "lives")).toBe(false);
  setClockOn(10 * 60_000 + 1_000);
  expect(await metric("townsfolk_talks_open")).toEqual(["townsfolk_talks_open 0"]);
  expect(await isTaken(say(2), "lives")).toBe(true);
});

test("a player who appears in another place server takes the talk along", async () => {
  await open({ talkLimits: { ...MANY, server: 1 } });
  expect(await isTaken(say(1), "old")).toBe(true);
  expect(await isTaken(say(1), "new")).toBe(true);
  expect(await isTaken(say(2), "old")).toBe(true);
  expect(await isTaken(say(3), "new")).toBe(false);
});

test("right after a restart the same talks are open, and no others", async () => {
  const config = { talkLimits: { ...MANY, server: 2 } };
  await open(config);
  for (const player of [1, 2]) expect(await isTaken(say(player))).toBe(true);
  await relay.send("s", leave(2));
  expect(await isTaken(say(3))).toBe(true);
  await restart(config);
  expect(await metric("townsfolk_talks_open")).toEqual(["townsfolk_talks_open 2"]);
  expect(await isTaken(say(4))).toBe(false);
  expect(await isTaken(say(4), "another")).toBe(true);
  expect(await isTaken(say(1))).toBe(true);
  await relay.send("s", leave(3));
  expect(await isTaken(say(4, "merchant"))).toBe(true);
});

test("a talk whose conversation is kept is over when the player leaves, also after a restart", async () => {
  const sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await copySheets(sheetsDir);
  const file = join(sheetsDir, "guard.md");
  await writeFile(file, (await readFile(file, "utf8")).replace(/^name: .*$/m, "$&\nmemory: player"));
  const config = { talkLimits: { ...MANY, npc: 1 }, isRestricted: true, sheetsDir };
  await open(config);
  expect(await isTaken(say(1))).toBe(true);
  await relay.send("s", leave(1));
  expect(await metric("townsfolk_talks_open")).toEqual(["townsfolk_talks_open 0"]);
  await restart(config);
  expect(await metric("townsfolk_talks_open")).toEqual(["townsfolk_talks_open 0"]);
  expect(await isTaken(say(2))).toBe(true);
  await rm(sheetsDir, { recursive: true });
});

test("what is refused or not stored opens no talk, and an erased player has none", async () => {
  await open({ turnLimits: { ...MANY, npc: 1 } });
  expect(await isTaken(say(1))).toBe(true);
  expect(await isTaken(say(2))).toBe(false);
  expect(await metric("townsfolk_talks_open")).toEqual(["townsfolk_talks_open 1"]);
  await fetch(`${relay.url}/v1/players/1`, { method: "DELETE", headers: { authorization: "Bearer dev" } });
  expect(await metric("townsfolk_talks_open")).toEqual(["townsfolk_talks_open 0"]);
});
