import { shardRefs } from "../minds/letta/app-server/shards/shard-refs.ts";
import { fellowsOf } from "../store/fellows.ts";
import { lettaRefs } from "../store/letta-refs.ts";
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

test("where a relay that stood still writes its own Letta over another's, that one has yet to forget the talk", async () => {
  const [first, second] = [await startHere(), await startHere()];
  await first.talk("guard", 1, "Hello");
  const [talk] = await tell(town.databaseUrl, "select id from conversations");
  const conversation = String(talk?.["id"]);
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
