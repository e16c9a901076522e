import { setTimeout as sleep } from "node:timers/promises";
import { MindError } from "../minds/mind.ts";
import { whenStarted } from "../minds/when-started.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

let relay: TestRelay;
beforeEach(async () => {
  relay = await openRelay();
});
afterEach(() => closeRelay(relay));

const rowsOf = (table: "conversations" | "turns") => relay.context.db.selectFrom(table).selectAll().execute();
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(20);
};
const leave = () => relay.send("s", { kind: "leave", npc: "guard", player: 1 });
const wordsAreGone = async () => (await rowsOf("turns")).every(({ text, reply }) => text === null && reply === null);

test("a mind that has not started is asked to forget again later, and keeps nobody waiting meanwhile", async () => {
  const starting = whenStarted(new Promise<never>(() => undefined));
  await expect(starting.forget("talk")).rejects.toMatchObject({ reason: "unavailable" });
});

test("a talk that its mind cannot forget yet is gone from the store at once, and the mind is asked again", async () => {
  const asked: string[] = [];
  let isAway = true;
  relay.context.mind.forget = (conversation) => {
    asked.push(conversation);
    return isAway ? Promise.reject(new MindError("unavailable", "away")) : Promise.resolve();
  };
  await relay.talk("guard", 1, "Hello");
  await leave();
  await until(wordsAreGone);
  const [ended] = await rowsOf("conversations");
  expect(asked).toEqual([ended?.id]);
  // It has just ended, and may be under way.
  await relay.context.turns.forgetTheEnded();
  expect(asked).toHaveLength(1);
  await relay.context.db.updateTable("conversations").set({ endedAt: 1 }).execute();
  isAway = false;
  await relay.context.turns.forgetTheEnded();
  await until(async () => (await rowsOf("conversations")).length === 0);
  expect(asked).toEqual([ended?.id, ended?.id]);
});

test("what a mind has kept of a talk for too long it gives up, and the talk goes on", async () => {
  const asked: string[] = [];
  const { context } = relay;
  context.mind.forget = (conversation) => Promise.resolve(void asked.push(conversation));
  context.mind.name = () => "letta-api";
  for (const player of [1, 2]) await relay.talk("guard", player, "Hello");
  const [old, young] = await rowsOf("conversations");
  const thread = { mind: "letta-api", agent: "a" };
  await context.db
    .insertInto("threads")
    .values([
      { ...thread, conversation: old?.id ?? "", thread: "one", since: 1 },
      { ...thread, conversation: young?.id ?? "", thread: "two", since: 9 },
    ])
    .execute();
  await context.turns.forgetOldThreads(5);
  await until(() => Promise.resolve(asked.length > 0));
  expect(asked).toEqual([old?.id]);
  expect(await rowsOf("conversations")).toMatchObject([{ endedAt: null }, { endedAt: null }]);
  expect((await rowsOf("turns")).map(({ text }) => text)).toEqual(["Hello", "Hello"]);
});

test("an erasure that the mind cannot do yet is refused in words, and done when it can", async () => {
  let isAway = true;
  relay.context.mind.forget = () => (isAway ? Promise.reject(new MindError("unavailable", "away")) : Promise.resolve());
  const erase = () =>
    fetch(`${relay.url}/v1/players/1`, { method: "DELETE", headers: { authorization: "Bearer dev" } });
  await relay.talk("guard", 1, "Hello");
  const refused = await erase();
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: { code: "not_ready" } });
  isAway = false;
  expect(await (await erase()).json()).toMatchObject({ receipt: expect.any(String) as string });
  expect(await rowsOf("conversations")).toEqual([]);
});

test("what is forgotten late of one visit takes nothing of the next, which has begun by then", async () => {
  relay.context.mind.forget = () => Promise.reject(new MindError("unavailable", "away"));
  await relay.talk("guard", 1, "Hello");
  await leave();
  await until(wordsAreGone);
  await relay.talk("guard", 1, "I am back");
  const memory = "/v1/npcs/guard/players/1/memory";
  const headers = { authorization: "Bearer dev", "content-type": "application/json" };
  const body = JSON.stringify({ human: "Likes plums." });
  expect((await fetch(`${relay.url}${memory}`, { method: "PATCH", headers, body })).status).toBe(200);
  await relay.context.db.updateTable("conversations").set({ endedAt: 1 }).where("endedAt", "is not", null).execute();
  await relay.context.turns.forgetTheEnded();
  await relay.talk("guard", 1, "And again");
  expect(await (await relay.get(memory)).text()).toContain("Likes plums.");
  expect((await rowsOf("turns")).map(({ text }) => text)).toEqual([null, "I am back", "And again"]);
});

test("a mind that never comes to forgetting keeps neither the player who is back waiting for long, nor the relay that stops", async () => {
  let asked = 0;
  relay.context.mind.forget = () => ((asked += 1), new Promise<never>(() => undefined));
  await relay.talk("guard", 1, "Hello");
  await leave();
  expect((await relay.talk("guard", 1, "I am back")).fallback).toBeUndefined();
  await relay.context.db.updateTable("conversations").set({ endedAt: 1 }).where("endedAt", "is not", null).execute();
  await relay.context.turns.forgetTheEnded();
  expect(asked).toBe(1);
  await relay.close();
});
