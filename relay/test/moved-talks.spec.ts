import { setTimeout as sleep } from "node:timers/promises";
import type { Shard } from "../minds/letta/app-server/shards/open-shard.ts";
import { shardRefs } from "../minds/letta/app-server/shards/shard-refs.ts";
import { createShardedLetta } from "../minds/letta/app-server/shards/sharded-letta.ts";
import { fellowsOf } from "../store/fellows.ts";
import { lettaRefs } from "../store/letta-refs.ts";
import { log, question, whole } from "./support/letta-harness.ts";
import { tell } from "./support/postgres.ts";
import { postgresForEach } from "./support/postgres-for-each.ts";
import { openRelay, type TestRelay } from "./support/relay.ts";

const town = postgresForEach();

const startHere = async (): Promise<TestRelay> => {
  const dataDir = await town.newFolder();
  const relay = await openRelay({ databaseUrl: town.databaseUrl, dataDir });
  town.atEnd(() => relay.close());
  return relay;
};
const MIND = "letta-app-server";
/** What a relay's own Letta, the first or another one, knows of the store. */
const lettaOf = ({ context: { db } }: TestRelay, which = "") =>
  shardRefs(`${fellowsOf(db).name}${which}`, lettaRefs(db));
const left = () => tell(town.databaseUrl, `select thread, relay from "leftBehind" order by thread`);
const threads = () => tell(town.databaseUrl, "select thread from threads");
const aTalk = async (relay: TestRelay): Promise<string> => {
  await relay.talk("guard", 1, "Hello");
  const [talk] = await tell(town.databaseUrl, "select id from conversations");
  return String(talk?.["id"]);
};
const noneLeft = async (): Promise<void> => {
  for (let tries = 0; (await left()).length > 0 && tries < 50; tries++) await sleep(100);
  expect(await left()).toEqual([]);
};

test("where a relay that stood still writes its own Letta over another's, that one has yet to forget the talk", async () => {
  const [first, second] = [await startHere(), await startHere()];
  const conversation = await aTalk(first);
  const [one, other] = [fellowsOf(first.context.db).name, fellowsOf(second.context.db).name];
  await lettaOf(second).saveThread(MIND, conversation, "agent", "conv-9");
  expect(await left()).toEqual([]);
  await lettaOf(first).saveThread(MIND, conversation, "agent", "conv-1");
  expect(await threads()).toEqual([{ thread: `${one}|conv-1` }]);
  expect(await left()).toEqual([{ thread: `${other}|conv-9`, relay: other }]);
  // A Letta's own new thread in place of its old one is its own affair.
  await lettaOf(first).saveThread(MIND, conversation, "agent", "conv-2");
  expect(await left()).toHaveLength(1);
  // And so for another Letta of the same relay.
  await lettaOf(first, "-2").saveThread(MIND, conversation, "agent", "conv-3");
  expect(await left()).toContainEqual({ thread: `${one}|conv-2`, relay: one });
});

test("a thread on which its talk lives is not forgotten, though it was once written down that it has to be", async () => {
  const relay = await startHere();
  const conversation = await aTalk(relay);
  const refs = lettaRefs(relay.context.db);
  const own = fellowsOf(relay.context.db).name;
  await lettaOf(relay).saveThread(MIND, conversation, "agent", "conv-1");
  await refs.elsewhere?.leave(own, MIND, conversation);
  expect(await left()).toHaveLength(1);
  expect(await refs.elsewhere?.left()).toEqual([]);
  await refs.dropThread(MIND, conversation);
  expect(await refs.elsewhere?.left()).toEqual([{ thread: `${own}|conv-1`, conversation }]);
});

test("a number that was given anew is written down for the talk that has it now", async () => {
  const relay = await startHere();
  const conversation = await aTalk(relay);
  const refs = lettaRefs(relay.context.db);
  const own = fellowsOf(relay.context.db).name;
  const before = { thread: `${own}|conv-1`, relay: own, conversation: "an earlier one", player: "another" };
  await relay.context.db.insertInto("leftBehind").values(before).execute();
  await lettaOf(relay).saveThread(MIND, conversation, "agent", "conv-1");
  await refs.elsewhere?.leave(own, MIND, conversation);
  await refs.dropThread(MIND, conversation);
  expect(await refs.elsewhere?.left()).toEqual([{ thread: `${own}|conv-1`, conversation }]);
});

describe("what is left at a relay", () => {
  const shard = (name: string, forgetLeft: () => Promise<void>): Shard => ({
    name,
    isGone: () => false,
    started: Promise.resolve(),
    mind: {
      name: () => MIND,
      isReady: () => true,
      async *answer() {
        yield await Promise.resolve("Hello.");
      },
      adopt: () => Promise.resolve(),
      forget: () => Promise.resolve(),
      forgetLeft,
      close: () => Promise.resolve(),
    },
  });
  const leave = async (relay: TestRelay, ...which: string[]): Promise<void> => {
    const own = fellowsOf(relay.context.db).name;
    const rows = which.map((at) => ({ thread: `${own}${at}|conv-1`, relay: own, conversation: "c", player: "p" }));
    await relay.context.db.insertInto("leftBehind").values(rows).execute();
  };

  test("is forgotten also where another of its Lettas does not start, and with the folder of one that it has no more", async () => {
    const relay = await startHere();
    const own = fellowsOf(relay.context.db).name;
    await leave(relay, "-2", "-3", "");
    const never = shard(`${own}-2`, () => new Promise(() => undefined));
    const mind = createShardedLetta([never, shard(own, () => Promise.resolve())], lettaRefs(relay.context.db), log);
    town.atEnd(() => mind.close());
    for (let tries = 0; (await left()).length > 1 && tries < 50; tries++) await sleep(100);
    expect(await left()).toEqual([{ thread: `${own}-2|conv-1`, relay: own }]);
  });

  test("is looked for in the store again when its player next speaks", async () => {
    const relay = await startHere();
    const conversation = await aTalk(relay);
    const own = fellowsOf(relay.context.db).name;
    const refs = lettaRefs(relay.context.db);
    const moved: string[] = [];
    const awake = Promise.withResolvers<void>();
    const elsewhere = refs.elsewhere && {
      ...refs.elsewhere,
      left: async () => {
        await awake.promise;
        return lettaRefs(relay.context.db).elsewhere?.left() ?? [];
      },
      forget: (to: string) => Promise.resolve(void moved.push(to)),
    };
    await refs.saveThread(MIND, conversation, "agent", `${own}|conv-1`);
    const watched = { ...refs, ...(elsewhere && { elsewhere }) };
    const mind = createShardedLetta([shard(own, () => Promise.resolve())], watched, log);
    town.atEnd(() => mind.close());
    const say = () => whole(mind.answer(question("Hello", { conversation }), AbortSignal.timeout(5_000)));
    await say();
    // Another relay has taken it while this one stood still.
    await refs.elsewhere?.leave(own, MIND, conversation);
    await refs.saveThread(MIND, conversation, "agent", "0badc0de|conv-1");
    awake.resolve();
    await noneLeft();
    await say();
    expect(moved).toEqual(["0badc0de"]);
  });
});
