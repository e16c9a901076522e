import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventsReply, Say } from "../../../game/townsfolk/wire/contract.ts";
import { createKeyedQueue } from "../../lib/keyed-queue.ts";
import { textOf } from "../../models/chat.ts";
import { queueKeyOf } from "../../turns/live-turn.ts";
import { whenItsTurnsEnded } from "../../turns/when-its-turns-ended.ts";
import { type PostgresServer, startPostgres, tell } from "../support/postgres.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { openRelay, type TestRelay } from "../support/relay.ts";

let server: PostgresServer;
let provider: TestProvider;
let databaseUrl: string;
let hold: PromiseWithResolvers<void>;
let ends: (() => unknown)[];
let a: TestRelay;
let b: TestRelay;
// So that nothing is on the disk before somebody has waited for it.
beforeAll(async () => (server = await startPostgres({ wal_writer_delay: "10000" })));
afterAll(() => server.stop());
beforeEach(async () => {
  databaseUrl = await server.database();
  hold = Promise.withResolvers();
  ends = [() => hold.resolve()];
  provider = await openProvider(async (request, answer) => {
    answer.say("I begin. ", "And then: ");
    await hold.promise;
    answer.say(`Heard ${textOf(request.messages.at(-1) ?? { role: "user", content: "" })}.`);
    answer.end();
  });
  ends.push(() => provider.close());
  [a, b] = [await openHere(), await openHere()];
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

async function openHere(): Promise<TestRelay> {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-"));
  ends.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const relay = await openRelay({
    databaseUrl,
    dataDir,
    provider: { baseUrl: provider.url, apiKey: "sk-1", model: "real-model" },
  });
  ends.push(() => relay.close());
  return relay;
}

const say = (text: string): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player: 1, text });

/** Says it at one, where it is not answered before `hold` is over. */
async function begin(): Promise<void> {
  await a.send("s", say("First"));
  while (provider.requests.length === 0) await sleep(20);
}

test("what is said after a leave at the other relay is answered, however late that one is heard of", async () => {
  await begin();
  // Whoever reads a message waits for it.
  await tell(
    databaseUrl,
    `alter table "relayMessages" rename to mail;
     create view "relayMessages" as select * from mail where pg_sleep(1.5) is not null`,
  );
  expect((await b.send("s", { kind: "leave", npc: "guard", player: 1 })).receipts).toEqual([{ ok: true }]);
  const { turn } = say("Second");
  const talk = a.talk("guard", 1, "Second", turn);
  while ((await tell(databaseUrl, "select id from mail")).length > 0) await sleep(50);
  await sleep(300);
  hold.resolve();
  expect(await talk).toMatchObject({ reply: expect.stringContaining("Heard Second.") as string });
});

test("a talk that is to be forgotten, and goes on at another relay, holds nobody up who may be waited for there", async () => {
  await begin();
  const [conversation] = await tell(databaseUrl, "select id, npc, player from conversations");
  const ended = conversation as { id: string; npc: string; player: string };
  const queue = createKeyedQueue();
  const order: string[] = [];
  const forgotten = whenItsTurnsEnded({ db: b.context.db, queue, closing: b.context.closing }, ended, () => {
    order.push("forgotten");
    return Promise.resolve();
  });
  await queue.enqueue(queueKeyOf(ended), () => Promise.resolve(order.push("a turn of this relay")));
  expect(order).toEqual(["a turn of this relay"]);
  hold.resolve();
  await forgotten;
  expect(await tell(databaseUrl, `select id from turns where "endedAt" is null`)).toEqual([]);
});

test("what a place server was told at one is not lost with the database, though another has stored it just now", async () => {
  // By a relay that was killed before it waited for the disk.
  await tell(
    databaseUrl,
    `set synchronous_commit = off;
     insert into servers (id, seq, "seenAt") values ('default/s', 1, extract(epoch from now()) * 1000);
     insert into events (server, seq, turn, body, at) values ('default/s', 1, 't', '{"kind":"beat","turn":"t","text":"Hi"}', 1)`,
  );
  const told = (await (await b.get("/v1/events?server=s&after=0&wait=2")).json()) as EventsReply;
  expect(told.events).toHaveLength(1);
  await server.crash();
  expect(await tell(databaseUrl, "select turn from events")).toEqual([{ turn: "t" }]);
});
