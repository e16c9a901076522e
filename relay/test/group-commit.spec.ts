import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createLogger } from "../observe/logger.ts";
import { findPseudonym, pseudonymOf } from "../store/players.ts";
import { openStore, type Store } from "../store/store.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "townsfolk-"));
  store = await openStore(folder, { storeUsed: () => undefined }, await createLogger("silent"));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const add = (userId: number, then: () => void = () => undefined): Promise<string> =>
  store.db.transaction().execute(async (tx) => {
    const pseudonym = await pseudonymOf(tx, "u", userId);
    then();
    return pseudonym;
  });
const fail = (): never => {
  throw new Error("no");
};
/** As another process sees it: only what is committed. */
const stored = (): number[] => {
  const other = new DatabaseSync(join(folder, "townsfolk.db"), { readOnly: true });
  const rows = other.prepare("select userId from players order by userId").all();
  other.close();
  return rows.map((row) => Number(row["userId"]));
};

test.each([0, 1, 2, 3])("transaction %i of four at once is undone: the others are stored", async (failing) => {
  const ends = await Promise.allSettled(
    [0, 1, 2, 3].map((userId) => add(userId, userId === failing ? fail : undefined)),
  );
  const others = [0, 1, 2, 3].filter((userId) => userId !== failing);
  expect(ends.map(({ status }) => status)).toEqual(
    [0, 1, 2, 3].map((at) => (at === failing ? "rejected" : "fulfilled")),
  );
  expect(stored()).toEqual(others);
});

test("a statement that is refused among others takes none of them with it", async () => {
  const same = (): Promise<unknown> =>
    store.db.insertInto("players").values({ universe: "u", userId: "9", pseudonym: "p" }).execute();
  const ends = await Promise.allSettled([same(), same(), add(1)]);
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(stored()).toEqual([1, 9]);
});

test("whoever is told of something, written or read, is told of what is stored", async () => {
  const seen: [number, boolean][] = [];
  const writes = [1, 2, 3].map(async (userId) => {
    await add(userId);
    seen.push([userId, stored().includes(userId)]);
  });
  const reads = [1, 2, 3].map(async (userId) => {
    const found = await findPseudonym(store.db, "u", userId);
    if (found !== undefined) seen.push([userId, stored().includes(userId)]);
  });
  await Promise.all([...writes, ...reads]);
  expect(seen.length).toBeGreaterThanOrEqual(3);
  expect(seen.filter(([, isStored]) => !isStored)).toEqual([]);
});

test("what was written before a purge is stored when that is done", async () => {
  const adding = [1, 2, 3].map((userId) => add(userId));
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all(adding);
  const late = store.db.insertInto("players").values({ universe: "u", userId: "4", pseudonym: "p4" }).execute();
  await Promise.all([late, store.purge()]);
  expect(stored()).toEqual([1, 2, 3, 4]);
});
