import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventsReply, Message, Say, TurnEvent } from "../../game/townsfolk/wire/contract.ts";
import { textOf } from "../models/chat.ts";
import { tell } from "./support/postgres.ts";
import { postgresForEach } from "./support/postgres-for-each.ts";
import { openProvider, type TestProvider } from "./support/provider.ts";
import { openRelay, speakTo, type TestRelay } from "./support/relay.ts";
import { startRelayProcess } from "./support/relay-process.ts";

let provider: TestProvider;
const town = postgresForEach();
let hold: PromiseWithResolvers<void>;
beforeEach(async () => {
  hold = Promise.withResolvers();
  town.atEnd(() => hold.resolve());
  provider = await openProvider(async (request, answer) => {
    const said = request.messages.filter((message) => message.role === "user").map(textOf);
    const result = request.messages.at(-1);
    if (result?.role === "tool") {
      answer.say(`I hear: ${textOf(result)}`);
      return answer.end();
    }
    if (said.at(-1) === "give") {
      answer.call("give_item", { item: "Lantern" });
      return answer.end();
    }
    if (said.at(-1) === "wait") {
      answer.say("I begin. ", "And then: ");
      await hold.promise;
    }
    answer.say(`Heard ${said.join(" and ")}.`);
    answer.end();
  });
  town.atEnd(() => provider.close());
});

type Asked = Pick<TestRelay, "get">;

async function startHere() {
  const dataDir = await town.newFolder();
  const relay = await startRelayProcess(dataDir, { DATABASE_URL: town.databaseUrl, OPENAI_BASE_URL: provider.url });
  town.atEnd(() => relay.child.kill("SIGKILL"));
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
  const poll = async ({ get }: Asked): Promise<void> => {
    const after = heard.length;
    const reply = (await (await get(`/v1/events?server=s&after=${after}&wait=5`)).json()) as EventsReply;
    expect(reply.cursor).toBe(after + reply.events.length);
    heard.push(...reply.events);
  };
  return {
    heard,
    hear: async (relay: Asked, isEnough: () => boolean): Promise<TurnEvent[]> => {
      while (!isEnough()) await poll(relay);
      return heard;
    },
    untilEnded: async (relay: Asked, turns: number): Promise<TurnEvent[]> => {
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
});

test("what players say in one post is answered in the order in which they said it", async () => {
  const a = await startHere();
  const posts = Array.from({ length: 40 }, (_, player) =>
    ["one", "two", "three", "four"].map((text) => say(`${text} of ${player}`, player + 1)),
  );
  await Promise.all(posts.map((post, at) => a.send(`s${at}`, ...post)));
  const rows = await tell(town.databaseUrl, `select id from turns order by conversation, "acceptedAt"`);
  const order = rows.map(({ id }) => id);
  for (const post of posts) {
    const ids = post.map(({ turn }) => turn);
    expect(order.slice(order.indexOf(ids[0]), order.indexOf(ids[0]) + ids.length)).toEqual(ids);
  }
});

test("where a relay is killed, another ends what it had begun and runs what it had not, each once", async () => {
  const [a, b] = [await startHere(), await startHere()];
  const [first, second] = [say("wait"), say("two")];
  await a.send("s", first, second, say("wait", 2));
  const place = placeServer();
  await place.hear(b, () => place.heard.length === 2);
  await a.stop("SIGKILL");
  const heard = await place.untilEnded(b, 3);
  const ofTalk = heard.filter(({ turn }) => turn === first.turn || turn === second.turn);
  expect(ofTalk).toMatchObject([
    { kind: "beat", turn: first.turn },
    { kind: "fail", turn: first.turn, reason: "interrupted" },
    { kind: "beat", turn: second.turn },
    { kind: "done", turn: second.turn },
  ]);
  const open = await tell(town.databaseUrl, `select id from turns where "endedAt" is null`);
  expect(open).toEqual([]);
});

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
  const rows = await tell(town.databaseUrl, `select status, reason, reply from turns order by "acceptedAt"`);
  expect(rows.map(({ status, reason }) => [status, reason])).toEqual([
    ["failed", "interrupted"],
    ["failed", "interrupted"],
    ["done", null],
  ]);
});

describe("two relays, of which the game asks now this one and now that", () => {
  let a: TestRelay;
  let b: TestRelay;
  beforeEach(async () => {
    [a, b] = [await openHere(), await openHere()];
  });
  const openHere = async (): Promise<TestRelay> => {
    const dataDir = await town.newFolder();
    const model = { baseUrl: provider.url, apiKey: "sk-1", model: "real-model" };
    const relay = await openRelay({ databaseUrl: town.databaseUrl, dataDir, provider: model });
    town.atEnd(() => relay.close());
    return relay;
  };
  const held = async (text = "wait", player = 1): Promise<{ said: Say; place: ReturnType<typeof placeServer> }> => {
    const said = { ...say(text, player), npc: text === "give" ? "merchant" : "guard" };
    await a.send("s", said);
    const place = placeServer();
    await place.hear(b, () => place.heard.length > 0);
    return { said, place };
  };

  test("what is told at one is heard at the other at once, by a poll that waits there", async () => {
    const poll = b.get("/v1/events?server=s&after=0&wait=20");
    await sleep(300);
    const began = Date.now();
    await a.send("s", say("Hello"));
    const { events } = (await (await poll).json()) as EventsReply;
    expect(events[0]).toMatchObject({ kind: "beat" });
    expect(Date.now() - began).toBeLessThan(4_000);
  });

  test.each([
    ["hush", ({ turn }: Say): Message => ({ kind: "hush", turn })],
    ["leave", ({ npc, player }: Say): Message => ({ kind: "leave", npc, player })],
  ])(
    "%s at one stops the turn at the other",
    async (_what, message) => {
      const { said, place } = await held();
      expect((await b.send("s", message(said))).receipts).toEqual([{ ok: true }]);
      expect((await place.untilEnded(b, 1)).at(-1)).toMatchObject({ kind: "fail", turn: said.turn, reason: "hushed" });
    },
    30_000,
  );

  test("of a talk that the player has left at the other relay no word is left, whoever was speaking", async () => {
    const { said } = await held();
    await b.send("s", { kind: "leave", npc: said.npc, player: said.player });
    const words = () =>
      tell(town.databaseUrl, "select text, reply from turns where text is not null or reply is not null");
    while ((await words()).length > 0) await sleep(50);
    hold.resolve();
    await sleep(300);
    expect(await words()).toEqual([]);
    expect(await tell(town.databaseUrl, "select id from conversations")).toEqual([]);
  });

  test("the result of an act that is sent to the other relay reaches the NPC that waits for it", async () => {
    const { said, place } = await held("give");
    const act = place.heard.find((event) => event.kind === "act");
    if (act?.kind !== "act") throw new Error("nothing was given");
    const result: Message = { kind: "result", act: act.id, ok: false, note: "The hands are full." };
    expect((await b.send("s", result)).receipts).toEqual([{ ok: true }]);
    const events = await place.untilEnded(b, 1);
    expect(events).toContainEqual({
      kind: "beat",
      turn: said.turn,
      text: expect.stringContaining("The hands are full.") as string,
    });
    const strange: Message = { kind: "result", act: randomUUID(), ok: true };
    expect((await b.send("s", strange)).receipts).toMatchObject([{ error: { code: "unknown_act" } }]);
  });

  test("an erasure at one is receipted when the turn at the other has ended, and nothing of the player is left", async () => {
    await held("wait", 77_777_777);
    const erased = await fetch(`${b.url}/v1/players/77777777`, {
      method: "DELETE",
      headers: { authorization: "Bearer dev" },
    });
    expect(await erased.json()).toMatchObject({ receipt: expect.any(String) as string });
    hold.resolve();
    await sleep(300);
    for (const table of ["players", "conversations", "turns", "events", "memories", "threads", "relayMessages"])
      expect(await tell(town.databaseUrl, `select * from "${table}"`)).toEqual([]);
  });

  test("a turn that is sent to both runs once, and both answer with its end", async () => {
    const turn = randomUUID();
    const first = a.talk("guard", 1, "wait", turn);
    await isHeld();
    const second = b.talk("guard", 1, "wait", turn);
    await sleep(200);
    hold.resolve();
    const [one, other] = await Promise.all([first, second]);
    expect(one.reply).toBe("I begin. And then: Heard wait.");
    expect(other).toEqual(one);
  });

  test("what an operator writes over a sheet at one is played by the other, and neither overwrites what it has not seen", async () => {
    const patch = (relay: TestRelay, persona: string, version: string) =>
      fetch(`${relay.url}/v1/npcs/guard/memory`, {
        method: "PATCH",
        headers: { authorization: "Bearer dev", "content-type": "application/json", "if-match": `"${version}"` },
        body: JSON.stringify({ persona }),
      });
    expect((await patch(a, "A guard who is afraid of owls.", "0.0")).status).toBe(200);
    const isPlayed = () => b.context.cast.get("guard").persona === "A guard who is afraid of owls.";
    await until(isPlayed);
    const both = await Promise.all([patch(a, "One", "1.0"), patch(b, "Another", "1.0")]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    await until(() => a.context.cast.get("guard").persona === b.context.cast.get("guard").persona);
  });

  test("a relay whose connections were cut hears what was told meanwhile", async () => {
    const poll = b.get("/v1/events?server=s&after=0&wait=20");
    await sleep(300);
    await tell(
      town.databaseUrl,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'townsfolk % session'",
    );
    await a.send("s", say("Hello"));
    const began = Date.now();
    const { events } = (await (await poll).json()) as EventsReply;
    expect(events.length).toBeGreaterThan(0);
    expect(Date.now() - began).toBeLessThan(8_000);
  });
});
