import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { EventsReply, Message, Say } from "../../../game/townsfolk/wire/contract.ts";
import type { Config } from "../../config/config.ts";
import { startEmbeddedServer } from "../../minds/letta/app-server/embedded/start-server.ts";
import { connect, demand } from "../../minds/letta/app-server/protocol/connection.ts";
import { npcTag } from "../../minds/letta/shared/tags.ts";
import { textOf } from "../../models/chat.ts";
import { dropStaleEvents } from "../../store/events.ts";
import { log } from "../support/letta-harness.ts";
import { type PostgresServer, startPostgres, tell } from "../support/postgres.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, speakTo, type TestRelay, UNHURRIED } from "../support/relay.ts";
import { startRelayProcess } from "../support/relay-process.ts";

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
    const last = request.messages.at(-1);
    const said = last === undefined ? "" : textOf(last);
    if (last?.role === "user" && said === "give") answer.call("give_item", { item: "Lantern" });
    else {
      if (said === "wait") {
        answer.say("I begin. ", "And then: ");
        await hold.promise;
      }
      answer.say(`Heard ${said}.`);
    }
    answer.end();
  });
  ends.push(() => provider.close());
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-"));
  ends.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

async function openHere(settings: Partial<Config> = {}): Promise<TestRelay> {
  const model = { baseUrl: provider.url, apiKey: "sk-1", model: "real-model" };
  const relay = await openRelay({ databaseUrl, dataDir: await newFolder(), provider: model, ...settings });
  ends.push(() => relay.close());
  return relay;
}

async function startThere() {
  const relay = await startRelayProcess(await newFolder(), {
    DATABASE_URL: databaseUrl,
    OPENAI_BASE_URL: provider.url,
  });
  ends.push(() => relay.child.kill("SIGKILL"));
  return { ...relay, ...speakTo(relay.url) };
}

const say = (text: string, player = 1): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });

const eventsAt = async ({ get }: Pick<TestRelay, "get">, after = 0): Promise<EventsReply> =>
  (await get(`/v1/events?server=s&after=${after}&wait=1`)).json() as Promise<EventsReply>;

describe("a relay whose machine's clock is not the others'", () => {
  const clock = performance.now.bind(performance);
  afterEach(() => void (performance.now = clock));

  test.each([
    ["two days ahead", 2 * 86_400_000],
    ["eleven minutes behind", -11 * 60_000],
  ])("%s: it takes nothing for old that is fresh, and nobody takes its own for old", async (_what, off) => {
    const honest = await startThere();
    const said = say("Hello");
    await honest.send("s", said);
    await honest.talk("guard", 1, "Hello", said.turn);
    performance.now = () => clock() + off;
    const other = await openHere();
    const its = say("And here?", 2);
    await other.send("s", its);
    await other.context.turns.ended(its.turn);
    await dropStaleEvents(other.context.db, 10 * 60_000);
    await other.context.turns.endIdleTalks();
    const { events } = await eventsAt(honest);
    expect(events.filter(({ kind }) => kind === "done").map(({ turn }) => turn)).toEqual([said.turn, its.turn]);
    const [row] = await tell(
      databaseUrl,
      `select min("lastAt")::float8 as first, max("lastAt")::float8 as last, count(*)::int as n from conversations`,
    );
    expect(row?.["n"]).toBe(2);
    expect(Number(row?.["last"]) - Number(row?.["first"])).toBeLessThan(60_000);
  });
});

describe("what is told to a relay that is gone", () => {
  const tellTheGone = (message: object): Promise<unknown> =>
    tell(databaseUrl, `insert into "relayMessages" (id, relay, body, at) values ($1, 'gone-1', $2, 1)`, [
      randomUUID(),
      JSON.stringify(message),
    ]);
  const untilRead = async (): Promise<void> => {
    while ((await tell(databaseUrl, `select id from "relayMessages"`)).length > 0) await sleep(100);
  };
  const begin = async (relay: TestRelay, text: string, player: number, npc = "guard"): Promise<Say> => {
    const said = { ...say(text, player), npc };
    await relay.send("s", said);
    while (!(await eventsAt(relay)).events.some(({ turn }) => turn === said.turn)) await sleep(20);
    return said;
  };

  test("reaches whoever has the turn by now, whichever relay finds it", async () => {
    const [a, b, c] = [await openHere(), await openHere(), await openHere()];
    const all = await Promise.all([a, b, c].map((relay, at) => begin(relay, "wait", at + 1)));
    for (const { turn } of all) await tellTheGone({ kind: "hush", turn: turn.toUpperCase() });
    for (const { turn } of all) expect(await b.context.turns.ended(turn)).toMatchObject({ reason: "hushed" });
    await untilRead();
  });

  test("an act's result too, and one that nobody waits for goes", async () => {
    const [a, b] = [await openHere(), await openHere()];
    const said = await begin(a, "give", 1, "merchant");
    const act = (await eventsAt(b)).events.find(({ kind }) => kind === "act");
    if (act?.kind !== "act") throw new Error("nothing was given");
    const result = { kind: "result", universe: "default", ok: false, note: "The hands are full." };
    await tellTheGone({ ...result, act: act.id });
    await tellTheGone({ ...result, act: randomUUID() });
    await tellTheGone({ kind: "hush", turn: randomUUID() });
    await tellTheGone({ kind: "forget", conversation: randomUUID() });
    await untilRead();
    const told = await b.eventsUntilEnd("s", said.turn);
    expect(told).toContainEqual({
      kind: "beat",
      turn: said.turn,
      text: expect.stringContaining("The hands are full.") as string,
    });
  });

  test("is read by the next to start where nobody is left", async () => {
    const a = await openHere();
    await a.close();
    await tellTheGone({ kind: "hush", turn: randomUUID() });
    await openHere();
    await untilRead();
  });
});

test("a hush that comes before the turn is in hand stops it when it is", async () => {
  const [a, b] = [await openHere(), await openHere()];
  const said = say("wait");
  await a.send("s", say("Hello"));
  await tell(
    databaseUrl,
    `insert into turns (id, conversation, npc, universe, player, server, status, acts, text, "acceptedAt", holder, fence)
     select $1, conversation, npc, universe, player, server, 'accepted', '[]', 'wait', "acceptedAt" + 1, holder, fence from turns`,
    [said.turn],
  );
  const hush: Message = { kind: "hush", turn: said.turn };
  expect((await b.send("s", hush)).receipts).toEqual([{ ok: true }]);
  await sleep(600);
  await a.send("s", said);
  expect((await b.eventsUntilEnd("s", said.turn)).at(-1)).toMatchObject({ kind: "fail", reason: "hushed" });
});

test("relays that start at the same time on one Letta make one agent of each NPC", async () => {
  const gateway = await openRelay();
  ends.push(() => closeRelay(gateway));
  const endpoint = { url: `${gateway.url}/llm/v1`, token: gateway.context.token };
  const dir = join(await newFolder(), "letta");
  const letta = await startEmbeddedServer({ dir, gateway: endpoint, systemEnv: process.env, log });
  ends.push(() => letta.close());
  const address = await letta.up(AbortSignal.timeout(10_000));
  const shared = { mind: "letta-app-server" as const, appServers: { servers: [address] }, ...UNHURRIED };
  const relays = await Promise.all([openHere(shared), openHere(shared), openHere(shared)]);
  await Promise.all(
    relays.map((relay) => Promise.all(NPCS.map((npc) => relay.context.mind.adopt(relay.context.cast.get(npc))))),
  );
  const connection = await connect(address, log);
  const shape = z.object({ agents: z.array(z.object({ tags: z.array(z.string()) })) });
  for (const npc of NPCS) {
    const query = { tags: [npcTag(npc)], limit: 100 };
    const { agents } = await demand(connection, { type: "agent_list", query }, shape);
    expect(agents.map(() => npc)).toEqual([npc]);
  }
  connection.close();
}, 60_000);

const NPCS = ["guard", "merchant", "innkeeper"];
