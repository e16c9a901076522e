import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { copyFile, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { Say, TalkReply } from "../../game/townsfolk/wire/contract.ts";
import { seed } from "../bench/seed.ts";
import { changingStoreFile } from "../operator/transfer/store-file.ts";
import { idleConversations } from "../store/conversations.ts";
import { dropOldTurns } from "../store/forget-turns.ts";
import { openRelay, speakTo, type TestRelay } from "./support/relay.ts";
import { startRelayProcess } from "./support/relay-process.ts";

let dataDir: string;
let store: string;
let ends: (() => unknown)[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "townsfolk-"));
  store = join(dataDir, "townsfolk.db");
  ends = [];
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const say = (player: number, text = "Hello"): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });
const start = async () => {
  const relay = await startRelayProcess(dataDir);
  ends.push(() => relay.child.kill("SIGKILL"));
  return { ...relay, ...speakTo(relay.url) };
};
const startHere = async (): Promise<TestRelay> => {
  const relay = await openRelay({ dataDir });
  ends.push(() => relay.close());
  return relay;
};
const another = (): DatabaseSync => {
  const db = new DatabaseSync(store, { timeout: 0 });
  ends.push(() => {
    if (db.isOpen) db.close();
  });
  return db;
};
const everyByte = async () => {
  const files = (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "latin1")))).join("\n");
};
const turnsOf = async (relay: Pick<TestRelay, "get">, player: number) =>
  (await (await relay.get(`/v1/npcs/guard/players/${player}/turns`)).json()) as { turns: { text: string }[] };

describe("another process holds the store", () => {
  test("for writing: nobody waits for it but those who write, and they are served when it lets go", async () => {
    const relay = await startHere();
    await relay.talk("guard", 1, "Hello");
    const locker = another();
    locker.exec("BEGIN IMMEDIATE");
    const talk = relay.talk("guard", 1, "Are you there?");
    const sent = relay.send("s", say(2), say(3));
    let answered = 0;
    const over = AbortSignal.timeout(1_000);
    while (!over.aborted) {
      expect((await fetch(`${relay.url}/healthz`)).ok).toBe(true);
      expect((await turnsOf(relay, 1)).turns).toHaveLength(1);
      answered += 1;
    }
    expect(answered).toBeGreaterThan(10);
    locker.exec("COMMIT");
    expect((await talk).fallback).toBeUndefined();
    expect((await sent).receipts).toEqual([{ ok: true }, { ok: true }]);
  });

  test("for too long: who writes is told to come again, at once, and all is well after it", async () => {
    const relay = await startHere();
    const locker = another();
    locker.exec("BEGIN EXCLUSIVE");
    const all = await Promise.all([1, 2, 3, 4].map((player) => relay.post("/v1/talk", say(player))));
    expect(all.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    const talks = [1, 2, 3, 4].map((player) => relay.post("/v1/talk", { npc: "guard", player, text: "Hello" }));
    expect((await Promise.all(talks)).map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    locker.exec("ROLLBACK");
    expect((await relay.talk("guard", 1, "Hello")).fallback).toBeUndefined();
  });

  test("/readyz says so, to operators with the reason, also while it is only silent, and until it is over", async () => {
    const relay = await startHere();
    const readiness = async () => {
      const reply = await relay.get("/readyz");
      return `${reply.status} ${((await reply.json()) as { why?: string }).why ?? ""}`;
    };
    expect(await readiness()).toBe("200 ");
    const locker = another();
    locker.exec("BEGIN IMMEDIATE");
    await sleep(2_100);
    expect(await readiness()).toBe("503 The store takes nothing: it does not answer");
    while (!(await readiness()).endsWith("database is locked")) await sleep(100);
    expect(await (await fetch(`${relay.url}/readyz`)).json()).toEqual({ ready: false });
    locker.exec("ROLLBACK");
    while ((await readiness()) !== "200 ") await sleep(100);
  });

  test("at the start: it waits a little, then says which file is locked", async () => {
    await (await start()).stop("SIGTERM");
    const locker = another();
    locker.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    await expect(start()).rejects.toThrow(/townsfolk\.db is locked by another process/);
    locker.close();
    await start();
  });
});

test("for as long as it is lent to somebody who adds to it: who writes waits, and who reads does not", async () => {
  const relay = await startHere();
  await relay.talk("guard", 1, "Hello");
  const locker = another();
  let talk: Promise<TalkReply> | undefined;
  await changingStoreFile(relay.context, async () => {
    locker.exec("BEGIN IMMEDIATE");
    talk = relay.talk("guard", 1, "Are you there?");
    await sleep(6_000);
    expect((await turnsOf(relay, 1)).turns).toHaveLength(1);
    locker.exec("COMMIT");
  });
  expect((await talk)?.reply).toBeDefined();
  expect((await turnsOf(relay, 1)).turns.map(({ text }) => text)).toEqual(["Are you there?", "Hello"]);
});

test("a start that dies in the middle of a migration has changed nothing, and the next one brings the store up to date", async () => {
  const inTheWay = another();
  inTheWay.exec("CREATE TABLE news (id)");
  await expect(start()).rejects.toThrow(/table "?news"? already exists/);
  expect(inTheWay.prepare("SELECT name FROM sqlite_schema WHERE name IN ('turns', 'actSets')").all()).toEqual([]);
  inTheWay.exec("DROP TABLE news");
  inTheWay.close();
  const relay = await start();
  await relay.talk("guard", 1, "Hello");
  expect((await turnsOf(relay, 1)).turns).toHaveLength(1);
});

describe("a store that is broken", () => {
  const broken: [string, () => Promise<void>][] = [
    ["is no database", () => writeFile(store, "x".repeat(20_000))],
    ["has a first page and nothing good behind it", () => spoil(4_096)],
    ["is cut off", async () => truncate(store, Math.floor((await stat(store)).size / 2 / 4_096) * 4_096)],
    ["is a text with the right beginning", () => writeFile(store, `SQLite format 3\0${"no ".repeat(9_000)}`)],
  ];
  test.each(broken)("and %s is named at the start, and left as it is", async (_what, breakIt) => {
    const relay = await start();
    await relay.talk("guard", 1, "Hello");
    await relay.stop("SIGTERM");
    await breakIt();
    const before = await readFile(store);
    const failure = await start().catch(String);
    expect(failure).toMatch(
      /Townsfolk did not start\.\nThe store \S+townsfolk\.db is broken \(.+\)\. It is left as it is/,
    );
    expect(failure).not.toMatch(/\n\s+at /);
    expect((await readFile(store)).equals(before)).toBe(true);
  });

  test("a lock file that is broken is made anew", async () => {
    await writeFile(join(dataDir, "lock.db"), "x".repeat(5_000));
    await start();
    await expect(start()).rejects.toThrow(/Another relay is running on/);
  });

  test("a log without its store is not taken for an empty store's", async () => {
    const relay = await start();
    await relay.talk("guard", 1, "Hello");
    await relay.stop("SIGKILL");
    await copyFile(store, join(dataDir, "kept"));
    await rm(store);
    await expect(start()).rejects.toThrow(/townsfolk\.db-wal is, with its newest turns/);
    await copyFile(join(dataDir, "kept"), store);
    expect((await turnsOf(await start(), 1)).turns).toHaveLength(1);
  });
});

describe("a store that is taken away while the relay runs", () => {
  const files = ["townsfolk.db", "townsfolk.db-wal", "townsfolk.db-shm"];
  test.each([
    ["the file", () => rm(store)],
    ["the file and what is beside it", () => Promise.all(files.map((name) => rm(join(dataDir, name))))],
    ["the folder", () => rm(dataDir, { recursive: true })],
  ])("%s: the relay says so, ends, and the next one has every turn", async (_what, take) => {
    const relay = await start();
    const exit = once(relay.child, "exit");
    await relay.talk("guard", 1, "One");
    await take();
    await relay.talk("guard", 1, "Two");
    expect(await exit).toEqual([1, null]);
    expect(relay.output()).toMatch(/Townsfolk has stopped\.\n\S+townsfolk\.db was taken away/);
    const texts = (await turnsOf(await start(), 1)).turns.map(({ text }) => text);
    expect(texts).toEqual(["Two", "One"]);
  });

  test("and replaced: what is there now stays, and what was there is beside it", async () => {
    await (await start()).stop("SIGTERM");
    await copyFile(store, join(dataDir, "older.db"));
    const relay = await start();
    const exit = once(relay.child, "exit");
    await relay.talk("guard", 1, "One");
    await rm(store);
    await copyFile(join(dataDir, "older.db"), store);
    expect(await exit).toEqual([1, null]);
    const [rescued = ""] = (await readdir(dataDir)).filter((name) => name.includes(".rescued-"));
    const db = new DatabaseSync(join(dataDir, rescued), { readOnly: true });
    expect(db.prepare("SELECT text FROM turns").all()).toMatchObject([{ text: "One" }]);
    db.close();
  });
});

describe("when the receipt of an erasure is given", () => {
  const WORDS = ["xylorimba", "glockenspiel", "hurdygurdy", "theorbo"];
  const erase = (relay: TestRelay, player: number) =>
    fetch(`${relay.url}/v1/players/${player}`, { method: "DELETE", headers: { authorization: "Bearer dev" } });
  async function speak(relay: TestRelay, player: number): Promise<void> {
    for (const word of WORDS) await relay.talk("guard", player, `I like to play the ${word} ${"very ".repeat(40)}much`);
    await relay.send("s", say(player, `And the ${WORDS[0] ?? ""} again`));
    await fetch(`${relay.url}/v1/npcs/guard/players/${player}/memory`, {
      method: "PATCH",
      headers: { authorization: "Bearer dev" },
      body: JSON.stringify({ human: `Plays the ${WORDS[1] ?? ""}.` }),
    });
  }
  const left = () => WORDS.filter((word) => bytes.includes(word));
  let bytes: string;

  test("no byte of the data folder has a word of it, the log of the store included", async () => {
    const relay = await startHere();
    for (let player = 100; player < 140; player++)
      await relay.talk("guard", player, `Others say other things ${player}`);
    await speak(relay, 77_777_777);
    bytes = await everyByte();
    expect(left()).toEqual(WORDS);
    expect((await (await erase(relay, 77_777_777)).json()) as object).toMatchObject({
      receipt: expect.any(String) as string,
    });
    bytes = await everyByte();
    expect(left()).toEqual([]);
    expect(bytes).not.toContain("77777777");
    expect((await turnsOf(relay, 100)).turns).toHaveLength(1);
  });

  test("also while others write, and where an earlier talk was over long ago", async () => {
    const relay = await startHere();
    await speak(relay, 5);
    await relay.send("s", { kind: "leave", npc: "guard", player: 5 });
    const others = Promise.all(
      Array.from({ length: 30 }, (_, index) => relay.talk("guard", index + 10, "Others go on talking")),
    );
    expect((await erase(relay, 5)).status).toBe(200);
    bytes = await everyByte();
    await others;
    expect(left()).toEqual([]);
  });

  test("a reader that holds the old words is waited for", async () => {
    const relay = await startHere();
    await speak(relay, 5);
    const reader = another();
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM turns").get();
    let isGiven = false;
    const receipt = erase(relay, 5).finally(() => (isGiven = true));
    await sleep(1_000);
    expect(isGiven).toBe(false);
    expect((await fetch(`${relay.url}/healthz`)).ok).toBe(true);
    reader.exec("COMMIT");
    expect((await receipt).status).toBe(200);
    bytes = await everyByte();
    expect(left()).toEqual([]);
  });
});

/** From there to the end, in place. */
async function spoil(from: number): Promise<void> {
  const file = await open(store, "r+");
  await file.write(Buffer.alloc((await file.stat()).size - from, "x"), 0, null, from);
  await file.close();
}

describe("what a relay does every half a minute", () => {
  const DAY_MS = 86_400_000;
  const seeded = async (): Promise<TestRelay> => {
    await seed(dataDir, 30, 20);
    return startHere();
  };
  const idsOf = async ({ context }: TestRelay): Promise<string[]> =>
    (await context.db.selectFrom("turns").select("id").execute()).map(({ id }) => id);

  test("takes away old turns, done or failed, in more than one step, and none that is newer or has not ended", async () => {
    const { context, ...relay } = await seeded();
    const db = another();
    db.exec("update turns set status = 'failed' where id like 't-7-%'");
    db.exec(`update turns set endedAt = ${Date.now()} where id like 't-1-%'`);
    db.exec("update turns set status = 'running', endedAt = null where id = 't-2-0'");
    await dropOldTurns(context.db, Date.now() - 1_000);
    const left = await idsOf({ context, ...relay });
    expect(left.filter((id) => id.startsWith("t-1-"))).toHaveLength(20);
    expect(left).toHaveLength(21);
    expect(left).toContain("t-2-0");
  });

  test("looks through no turn that stays", async () => {
    await seeded();
    const plan = another()
      .prepare("explain query plan select id from turns where status = 'done' and endedAt < ? limit 200")
      .all(Date.now() - DAY_MS);
    expect(JSON.stringify(plan)).toContain("SEARCH turns USING INDEX turnsByEnd (status=? AND endedAt<?)");
  });

  test("ends idle talks of NPCs that forget, and reads none of those that remember from visit to visit", async () => {
    const { context } = await seeded();
    expect(await idleConversations(context.db, Date.now(), [])).toHaveLength(30);
    const left = await idleConversations(context.db, Date.now(), ["guard", "innkeeper"]);
    expect(new Set(left.map(({ npc }) => npc))).toEqual(new Set(["merchant"]));
    expect(await idleConversations(context.db, Date.now() - DAY_MS, [])).toEqual([]);
  });
});
