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
