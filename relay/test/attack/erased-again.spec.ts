import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";

let relay: TestRelay;
beforeAll(async () => {
  relay = await openRelay({});
});
afterAll(() => closeRelay(relay));

const erase = async (player: number): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${relay.url}/v1/players/${player}`, {
    method: "DELETE",
    headers: { authorization: "Bearer dev" },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const pendingIn = async ({ context }: TestRelay): Promise<string[]> =>
  (await context.db.selectFrom("erasures").select("id").where("doneAt", "is", null).execute()).map(({ id }) => id);

test("who asks again for an erasure that was begun and not finished has its receipt, once", async () => {
  await relay.talk("guard", 55, "Good day");
  await relay.talk("guard", 56, "Good day");
  // As far as a relay gets that dies then.
  await relay.context.turns.erase("default", 55);
  const [receipt] = await pendingIn(relay);
  expect((await erase(5)).body).toEqual({ receipt: null });
  expect(await erase(55)).toMatchObject({ status: 200, body: { receipt } });
  expect((await erase(55)).body).toEqual({ receipt: null });
  const names = (await relay.context.db.selectFrom("settings").select("name").execute()).map(({ name }) => name);
  expect(names.filter((name) => name.startsWith("erasing"))).toEqual([]);
});

test("one that cannot be finished yet says so as often as it is asked for, by anybody who asks, and then gives one receipt", async () => {
  await relay.talk("guard", 77, "Good day");
  const { db } = relay.context;
  const { pseudonym } = await db
    .selectFrom("players")
    .select("pseudonym")
    .where("userId", "=", "77")
    .executeTakeFirstOrThrow();
  const left = { thread: "t", relay: "gone", conversation: "c", player: pseudonym };
  await db.insertInto("leftBehind").values(left).execute();
  const notYet = { status: 503, body: { error: { code: "not_ready" } } };
  expect(await erase(77)).toMatchObject(notYet);
  expect(await erase(77)).toMatchObject(notYet);
  // Who comes back meanwhile is forgotten with the rest.
  await relay.talk("guard", 77, "I am back");
  expect(await erase(77)).toMatchObject(notYet);
  expect(await pendingIn(relay)).toHaveLength(2);
  await db.deleteFrom("leftBehind").execute();
  const told = await Promise.all([erase(77), erase(77)]);
  expect(told.map(({ body }) => typeof body["receipt"])).toContain("string");
  expect(await pendingIn(relay)).toEqual([]);
  expect((await erase(77)).body).toEqual({ receipt: null });
});

test("what a mind keeps that is not the mind any more is not said to be erased, until it is, or is no more", async () => {
  await relay.talk("guard", 88, "Good day");
  const { db } = relay.context;
  const open = await db.selectFrom("conversations").select("id").orderBy("openedAt", "desc").executeTakeFirstOrThrow();
  const thread = { mind: "letta-api", conversation: open.id, agent: "a", thread: "conv-1", since: 1 };
  await db.insertInto("threads").values(thread).execute();
  const { status, body } = await erase(88);
  expect(status).toBe(503);
  expect(JSON.stringify(body)).toContain("npc clean --gone letta-api");
  const words = await db.selectFrom("turns").select("text").where("conversation", "=", open.id).execute();
  expect(words).toEqual([]);
  // A talk that ends is forgotten by the rest, and the thread stays to be found.
  await relay.talk("guard", 89, "Good day");
  const other = await db
    .selectFrom("conversations")
    .select("id")
    .where("id", "!=", open.id)
    .where("endedAt", "is", null)
    .orderBy("openedAt", "desc")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("threads")
    .values({ ...thread, conversation: other.id, thread: "conv-2" })
    .execute();
  await relay.send("s", { kind: "leave", npc: "guard", player: 89 });
  const textOf = async () =>
    (await db.selectFrom("turns").select("text").where("conversation", "=", other.id).execute()).map(
      ({ text }) => text,
    );
  while ((await textOf()).some((text) => text !== null)) await new Promise(setImmediate);
  // Who cleans up meanwhile leaves what it is found by.
  await db.updateTable("conversations").set({ lastAt: 1 }).where("id", "=", open.id).execute();
  const old = { before: new Date(Date.now() - 7_200_000).toISOString(), orphans: false };
  expect(await (await relay.post("/v1/admin/clean", old)).json()).toMatchObject({ stuck: { conversations: 1 } });
  expect((await erase(88)).status).toBe(503);
  const cleaning = { before: new Date(Date.now() - 7_200_000).toISOString(), orphans: false, gone: "letta-api" };
  expect((await relay.post("/v1/admin/clean", cleaning)).status).toBe(200);
  expect(typeof (await erase(88)).body["receipt"]).toBe("string");
  await relay.context.db.updateTable("conversations").set({ endedAt: 1 }).where("id", "=", other.id).execute();
  await relay.context.turns.forgetTheEnded();
  while ((await db.selectFrom("conversations").select("id").where("id", "=", other.id).execute()).length > 0)
    await new Promise(setImmediate);
});
