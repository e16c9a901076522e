import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { EventsReply, Message, Say, TurnEvent } from "../../../game/townsfolk/wire/contract.ts";
import type { Config } from "../../config/config.ts";
import { startEmbeddedServer } from "../../minds/letta/app-server/embedded/start-server.ts";
import { connect, demand } from "../../minds/letta/app-server/protocol/connection.ts";
import { npcTag } from "../../minds/letta/shared/tags.ts";
import { textOf } from "../../models/chat.ts";
import { dropStaleEvents } from "../../store/events.ts";
import { fellowsOf } from "../../store/fellows.ts";
import { log } from "../support/letta-harness.ts";
import { tell } from "../support/postgres.ts";
import { postgresForEach } from "../support/postgres-for-each.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, speakTo, type TestRelay, UNHURRIED } from "../support/relay.ts";
import { startRelayProcess } from "../support/relay-process.ts";

let provider: TestProvider;
const town = postgresForEach();
let hold: PromiseWithResolvers<void>;
beforeEach(async () => {
  hold = Promise.withResolvers();
  town.atEnd(() => hold.resolve());
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
  town.atEnd(() => provider.close());
});

async function openHere(settings: Partial<Config> = {}): Promise<TestRelay> {
  const model = { baseUrl: provider.url, apiKey: "sk-1", model: "real-model" };
  const relay = await openRelay({
    databaseUrl: town.databaseUrl,
    dataDir: await town.newFolder(),
    provider: model,
    ...settings,
  });
  town.atEnd(() => relay.close());
  return relay;
}

async function startThere() {
  const relay = await startRelayProcess(await town.newFolder(), {
    DATABASE_URL: town.databaseUrl,
    OPENAI_BASE_URL: provider.url,
  });
  town.atEnd(() => relay.child.kill("SIGKILL"));
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
      town.databaseUrl,
      `select min("lastAt")::float8 as first, max("lastAt")::float8 as last, count(*)::int as n from conversations`,
    );
    expect(row?.["n"]).toBe(2);
    expect(Number(row?.["last"]) - Number(row?.["first"])).toBeLessThan(60_000);
  });
});

describe("what is told to a relay that is gone", () => {
  const tellTheGone = (message: object): Promise<unknown> =>
    tell(town.databaseUrl, `insert into "relayMessages" (id, relay, body, at) values ($1, 'gone-1', $2, 1)`, [
      randomUUID(),
      JSON.stringify(message),
    ]);
  const untilRead = async (): Promise<void> => {
    while ((await tell(town.databaseUrl, `select id from "relayMessages"`)).length > 0) await sleep(100);
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
    town.databaseUrl,
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

describe("three relays whose connections to hear each other are cut again and again", () => {
  const cut = (whose = "%"): Promise<unknown> =>
    tell(
      town.databaseUrl,
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like $1",
      [`townsfolk ${whose} session`],
    );
  let cutting: NodeJS.Timeout;
  afterEach(() => clearInterval(cutting));

  test("what is told while the one that tells is cut off is heard where somebody waits for it", async () => {
    const [a, b] = [await openHere(), await openHere()];
    const said = say("wait");
    const poll = b.get("/v1/events?server=s&after=0&wait=20");
    const told = new AbortController();
    const cuts = (async () => {
      while (!told.signal.aborted) await cut(fellowsOf(a.context.db).id);
    })();
    await a.send("s", said);
    while ((await tell(town.databaseUrl, "select seq from events")).length === 0) await sleep(20);
    told.abort();
    await cuts;
    const began = Date.now();
    expect(((await (await poll).json()) as EventsReply).events).toMatchObject([{ kind: "beat", turn: said.turn }]);
    expect(Date.now() - began).toBeLessThan(8_000);
  });

  test("a place server that asks now this one and now that hears all, once, in order and without a gap", async () => {
    const relays = [await openHere(), await openHere(), await openHere()] as const;
    const at = (n: number): TestRelay => relays[n % 3] ?? relays[0];
    const cast = ["guard", "merchant", "innkeeper"];
    cutting = setInterval(() => void cut(), 300);
    const until = Date.now() + 10_000;
    const said: Say[][] = [];
    const talk = async (player: number): Promise<void> => {
      const own = (said[player] = [] as Say[]);
      for (let n = player; Date.now() < until; n++) {
        const one = { ...say(`${n}`, player + 1), npc: cast[player % 3] ?? "guard" };
        own.push(one);
        expect((await at(n).send("s", one)).receipts).toEqual([{ ok: true }]);
        await sleep(600);
      }
    };
    const talking = Promise.all(Array.from({ length: 6 }, (_, player) => talk(player)));
    const heard: TurnEvent[] = [];
    const waits: number[] = [];
    const ended = (): number => heard.filter(({ kind }) => kind === "done").length;
    for (let n = 0; Date.now() < until || ended() < said.flat().length; n++) {
      const began = Date.now();
      const reply = (await (
        await at(n).get(`/v1/events?server=s&after=${heard.length}&wait=20`)
      ).json()) as EventsReply;
      waits.push(Date.now() - began);
      expect(reply.cursor).toBe(heard.length + reply.events.length);
      heard.push(...reply.events);
      expect(heard.filter(({ kind }) => kind === "fail")).toEqual([]);
      if (reply.events.length === 0 && ended() < said.flat().length)
        throw new Error(`nothing was told for ${waits.at(-1)} ms`);
    }
    await talking;
    for (const own of said) {
      const turns = new Set(own.map(({ turn }) => turn));
      const told = heard.filter(({ turn }) => turns.has(turn)).map(({ kind, turn }) => [kind, turn]);
      expect(told).toEqual(
        own.flatMap(({ turn }) => [
          ["beat", turn],
          ["done", turn],
        ]),
      );
    }
  });
});

test("a result that comes to all three at once, and to the wrong ones first, is heard once", async () => {
  const relays = [await openHere(), await openHere(), await openHere()] as const;
  const [a, b, c] = relays;
  const turns = [1, 2, 3].map((player) => ({ ...say("give", player), npc: "merchant" }));
  for (const said of turns) await a.send("s", said);
  const actOf = async ({ turn }: Say): Promise<string> => {
    for (;;) {
      const act = (await eventsAt(b)).events.find((event) => event.kind === "act" && event.turn === turn);
      if (act?.kind === "act") return act.id;
    }
  };
  for (const [at, said] of turns.entries()) {
    const result: Message = { kind: "result", act: await actOf(said), ok: false, note: NOTES[at] ?? "" };
    const send = async (relay: TestRelay) => (await relay.send("s", result)).receipts[0];
    const orders =
      [
        [a, b, c],
        [b, c, a],
        [c, b, a],
      ][at] ?? [];
    const receipts = await Promise.all([...orders, ...orders].map(send));
    expect(receipts.some((one) => one?.ok)).toBe(true);
    for (const one of receipts) if (one?.ok !== true) expect(one).toMatchObject({ error: { code: "unknown_act" } });
    expect(await c.context.turns.ended(said.turn)).toMatchObject({ status: "done" });
    const asked = provider.requests.filter(({ body }) => JSON.stringify(body).includes(NOTES[at] ?? ""));
    expect(asked).toHaveLength(1);
  }
  while ((await tell(town.databaseUrl, `select id from "relayMessages"`)).length > 0) await sleep(100);
});

test("one turn that is sent to three relays at once runs at one, and all three answer alike", async () => {
  const [a, b, c] = [await openHere(), await openHere(), await openHere()];
  const relays = [a, b, c];
  for (const [player, letters] of ["as it is", "in capitals"].entries()) {
    const { turn } = say("Good morning");
    const sent = relays.map((relay, at) =>
      relay.talk(
        "guard",
        player + 1,
        "Good morning",
        letters === "in capitals" && at === 1 ? turn.toUpperCase() : turn,
      ),
    );
    const [first, ...others] = await Promise.all(sent);
    expect(first).toMatchObject({ reply: "Heard Good morning." });
    for (const other of others) expect({ ...other, turn: first?.turn }).toEqual(first);
    const again = say("And in a batch", player + 1);
    const receipts = await Promise.all([...relays, ...relays].map((relay) => relay.send("s", again)));
    expect(receipts.flatMap((reply) => reply.receipts)).toEqual(Array.from({ length: 6 }, () => ({ ok: true })));
    await a.context.turns.ended(again.turn);
    expect((await eventsAt(b)).events.filter((event) => event.turn === again.turn).map(({ kind }) => kind)).toEqual([
      "beat",
      "done",
    ]);
  }
  expect(provider.requests).toHaveLength(4);
});

test.each([
  ["a player", 20, (at: number) => ({ player: 1, server: `s${at}` })],
  ["a place server", 60, (at: number) => ({ player: at + 1, server: "s" })],
])(
  "of the minute of %s three relays together give out no more than one would",
  async (_of, most, who) => {
    const settings = { turnLimits: { key: 1_000, server: 60, npc: 1_000, player: 20 } };
    const relays = [await openHere(settings), await openHere(settings), await openHere(settings)];
    const sent = await Promise.all(
      Array.from({ length: most + 30 }, async (_, at) => {
        const { player, server: place } = who(at);
        return (await relays[at % 3]?.send(place, say("Hello", player)))?.receipts[0];
      }),
    );
    expect(sent.filter((one) => one?.ok)).toHaveLength(most);
    for (const one of sent) if (one?.ok !== true) expect(one).toMatchObject({ error: { code: "rate_limited" } });
    expect(await tell(town.databaseUrl, "select count(*)::int as n from turns")).toEqual([{ n: most }]);
  },
  60_000,
);

test("relays that start at the same time on one Letta make one agent of each NPC", async () => {
  const gateway = await openRelay();
  town.atEnd(() => closeRelay(gateway));
  const endpoint = { url: `${gateway.url}/llm/v1`, token: gateway.context.token };
  const dir = join(await town.newFolder(), "letta");
  const letta = await startEmbeddedServer({ dir, gateway: endpoint, systemEnv: process.env, log });
  town.atEnd(() => letta.close());
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
});

const NPCS = ["guard", "merchant", "innkeeper"];
const NOTES = ["The hands are full.", "The bag is lost.", "The chest is locked."];
