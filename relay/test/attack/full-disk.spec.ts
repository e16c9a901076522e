import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { EventsReply, Say, TurnEvent } from "../../../game/townsfolk/wire/contract.ts";
import { whyNotWritten } from "../../store/why-not-written.ts";
import { type MindHarness, openMindHarness } from "../support/mind-harness.ts";

let harness: MindHarness;
let player = 0;
beforeAll(async () => {
  harness = await openMindHarness({ mind: "direct" });
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.reset();
  player += 1;
});
afterEach(() => refuse(false));

/** As on a disk that is full, or that the system lets be read only: whatever is written is refused, and what is there is there. */
const refuse = (isOn: boolean) => sql.raw(`PRAGMA query_only = ${isOn ? 1 : 0}`).execute(harness.relay.context.db);
const say = (text: string): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });
const poll = async (server: string, after = 0): Promise<EventsReply> =>
  (await harness.relay.get(`/v1/events?server=${server}&after=${after}&wait=5`)).json() as Promise<EventsReply>;
const callsStored = async (): Promise<number> => {
  const { db } = harness.relay.context;
  const [row] = await db
    .selectFrom("usage")
    .select((e) => e.fn.sum<number | null>("calls").as("calls"))
    .execute();
  return row?.calls ?? 0;
};
const wordsIn = (events: TurnEvent[]): string =>
  events.flatMap((event) => (event.kind === "beat" ? event.text : event.kind === "fail" ? event.line : [])).join(" ");
/** Three sentences; call what it answers with when those behind the first may come. */
function speakInTwo(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  harness.model = async (_request, answer) => {
    answer.say("The first. ", "And ");
    await promise;
    answer.say("the second. ", "And the third.");
    answer.end();
  };
  return resolve;
}
const WHOLE = "The first. And the second. And the third.";

test("a store that takes nothing amid an answer loses no sentence of it, and nothing of what it cost", async () => {
  const before = await callsStored();
  const turn = say("Tell me three things");
  const goOn = speakInTwo();
  await harness.relay.send("s1", turn);
  expect(wordsIn((await poll("s1")).events)).toBe("The first.");
  await refuse(true);
  goOn();
  await sleep(1_500);
  await refuse(false);
  expect(wordsIn(await harness.relay.eventsUntilEnd("s1", turn.turn))).toBe(WHOLE);
  const { db } = harness.relay.context;
  const [stored] = await db.selectFrom("turns").selectAll().where("id", "=", turn.turn).execute();
  expect(stored).toMatchObject({ status: "done", reply: WHOLE });
  expect(stored?.tokensIn).toBeGreaterThan(0);
  while ((await callsStored()) < before + 1) await sleep(200);
});

test("a caller hears an answer whose end the store does not take at once, with its cost", async () => {
  const goOn = speakInTwo();
  const turn = randomUUID();
  const talk = harness.relay.talk("guard", player, "Tell me three things", turn);
  await harness.untilAsked("three things");
  await refuse(true);
  goOn();
  await sleep(1_200);
  await refuse(false);
  expect((await talk).reply).toBe(WHOLE);
  const { db } = harness.relay.context;
  const [stored] = await db.selectFrom("turns").selectAll().where("id", "=", turn).execute();
  expect(stored?.tokensIn).toBeGreaterThan(0);
});

test("a store that takes nothing still tells what it has, to a place server that says what it has heard", async () => {
  const turn = say("Tell me three things");
  speakInTwo()();
  await harness.relay.send("s3", turn);
  while (!(await poll("s3")).events.some(({ kind }) => kind === "done")) await sleep(20);
  await refuse(true);
  expect(wordsIn((await poll("s3", 1)).events)).toBe("And the second. And the third.");
});

test("why nothing is written is told with what to do, also where the folder is gone or another's file is in its place", async () => {
  const { dataDir } = harness.relay;
  expect(await whyNotWritten(dataDir)).toBeUndefined();
  expect(await whyNotWritten("/proc/self")).toMatch(/\/proc\/self is gone: mount/);
  expect(await whyNotWritten(`${dataDir}/townsfolk.db`)).toMatch(/is gone: mount its disk again, or put it back/);
});

test("who asks and is refused has the reason told in the log, and `/readyz` say it", async () => {
  await refuse(true);
  expect((await harness.relay.post("/v1/talk", { npc: "guard", player, text: "Hello" })).status).toBe(503);
  const ready = await harness.relay.get("/readyz");
  expect(await ready.json()).toMatchObject({
    ready: false,
    why: expect.stringContaining("attempt to write a readonly database") as string,
  });
});
