import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventsReply, Say, TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { textOf } from "../models/chat.ts";
import { type PostgresServer, startPostgres, tell } from "./support/postgres.ts";
import { openProvider, type TestProvider } from "./support/provider.ts";
import { speakTo } from "./support/relay.ts";
import { startRelayProcess } from "./support/relay-process.ts";

let server: PostgresServer;
let provider: TestProvider;
let databaseUrl: string;
let hold: PromiseWithResolvers<void>;
let ends: (() => unknown)[];
beforeAll(async () => (server = await startPostgres()));
afterAll(() => server.stop());
beforeEach(async () => {
  databaseUrl = await server.database();
  hold = Promise.withResolvers();
  ends = [() => hold.resolve()];
  provider = await openProvider(async (request, answer) => {
    const said = request.messages.filter((message) => message.role === "user").map(textOf);
    if (said.at(-1) === "wait") {
      answer.say("I begin. ", "And then: ");
      await hold.promise;
    }
    answer.say(`Heard ${said.join(" and ")}.`);
    answer.end();
  });
  ends.push(() => provider.close());
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

type RelayHere = Awaited<ReturnType<typeof startHere>>;

async function startHere() {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-"));
  ends.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const relay = await startRelayProcess(dataDir, { DATABASE_URL: databaseUrl, OPENAI_BASE_URL: provider.url });
  ends.push(() => relay.child.kill("SIGKILL"));
  return { ...relay, ...speakTo(relay.url) };
}

const say = (text: string, player = 1): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });
const isHeld = () => until(() => provider.requests.some(({ body }) => body.messages.map(textOf).at(-1) === "wait"));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

/** A place server `s`, which is told everything once and without a gap, whichever relay it asks. */
function placeServer() {
  const heard: TurnEvent[] = [];
  const ended = (): number => heard.filter(({ kind }) => kind === "done" || kind === "fail").length;
  const poll = async ({ get }: Pick<RelayHere, "get">): Promise<void> => {
    const after = heard.length;
    const reply = (await (await get(`/v1/events?server=s&after=${after}&wait=5`)).json()) as EventsReply;
    expect(reply.cursor).toBe(after + reply.events.length);
    heard.push(...reply.events);
  };
  return {
    heard,
    hear: async (relay: RelayHere, isEnough: () => boolean): Promise<TurnEvent[]> => {
      while (!isEnough()) await poll(relay);
      return heard;
    },
    untilEnded: async (relay: RelayHere, turns: number): Promise<TurnEvent[]> => {
      while (ended() < turns) await poll(relay);
      return heard;
    },
  };
}

const inShort = (events: TurnEvent[]) =>
  events.map(({ kind, turn, ...rest }) => [turn, kind === "beat" && "text" in rest ? rest.text : kind]);

test("the turns of one talk are answered in the order in which two relays have accepted them", async () => {
  const [a, b] = [await startHere(), await startHere()];
  const [first, second, third] = [say("wait"), say("two"), say("three")];
  await a.send("s", first);
  await isHeld();
  await b.send("s", second);
  await a.send("s", third);
  await sleep(1_000);
  expect(provider.requests.map(({ body }) => body.messages.map(textOf).at(-1))).not.toContain("two");
  hold.resolve();
  expect(inShort(await placeServer().untilEnded(b, 3))).toEqual([
    [first.turn, "I begin."],
    [first.turn, "And then: Heard wait."],
    [first.turn, "done"],
    [second.turn, "Heard wait and two."],
    [second.turn, "done"],
    [third.turn, "Heard wait and two and three."],
    [third.turn, "done"],
  ]);
}, 60_000);

test("where a relay is killed, another ends what it had begun and runs what it had not, each once", async () => {
  const [a, b] = [await startHere(), await startHere()];
  const [first, second] = [say("wait"), say("two")];
  await a.send("s", first, second, say("wait", 2));
  const place = placeServer();
  await place.hear(b, () => place.heard.length === 2);
  const began = Date.now();
  await a.stop("SIGKILL");
  const heard = await place.untilEnded(b, 3);
  expect(Date.now() - began).toBeLessThan(20_000);
  const ofTalk = heard.filter(({ turn }) => turn === first.turn || turn === second.turn);
  expect(ofTalk).toMatchObject([
    { kind: "beat", turn: first.turn },
    { kind: "fail", turn: first.turn, reason: "interrupted" },
    { kind: "beat", turn: second.turn },
    { kind: "done", turn: second.turn },
  ]);
  const open = await tell(databaseUrl, `select id from turns where "endedAt" is null`);
  expect(open).toEqual([]);
}, 60_000);

test("a relay that stood still past its lease: what it writes is refused, and each turn has one end", async () => {
  const [a, b] = [await startHere(), await startHere()];
  const [first, other] = [say("wait"), say("wait", 2)];
  await a.send("s", first, other);
  const place = placeServer();
  await place.hear(b, () => place.heard.length === 2);
  a.child.kill("SIGSTOP");
  const before = [...(await place.untilEnded(b, 2))];
  expect(before.filter(({ kind }) => kind === "fail")).toHaveLength(2);
  hold.resolve();
  a.child.kill("SIGCONT");
  await until(() => /others have taken its turns/.test(a.output()));
  const next = say("Are you there?", 3);
  await a.send("s", next);
  expect(inShort(await place.untilEnded(b, 3))).toEqual([
    ...inShort(before),
    [next.turn, "Heard Are you there?."],
    [next.turn, "done"],
  ]);
  expect(a.output().match(/others have taken its turns/g)).toHaveLength(1);
  const rows = await tell(databaseUrl, `select status, reason, reply from turns order by "acceptedAt"`);
  expect(rows.map(({ status, reason }) => [status, reason])).toEqual([
    ["failed", "interrupted"],
    ["failed", "interrupted"],
    ["done", null],
  ]);
}, 90_000);
