import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { ErrorReply, MessagesReply, Say, TalkReply } from "../../game/townsfolk/wire/contract.ts";
import type { Config } from "../config/config.ts";
import { KEY_LIMITS } from "../limits/rate-limits.ts";
import { openProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay, UNHURRIED } from "./support/relay.ts";
import { copySheets } from "./support/sheets.ts";

const OPERATOR = "operator-key-of-this-test";
const MANY = { key: 1_000, server: 1_000, npc: 1_000, player: 1_000 };

let relay: TestRelay;
let honest: string;
let hostile: string;
afterEach(() => closeRelay(relay));

/** Two universes, each with a key. */
async function open(change: Partial<Config>): Promise<void> {
  relay = await openRelay({ operatorKeys: [OPERATOR], keys: [], ...change });
  [honest, hostile] = [await newKey("honest"), await newKey("hostile")];
}
const newKey = async (universe: string): Promise<string> =>
  ((await (await relay.post("/v1/admin/keys", { universe }, OPERATOR)).json()) as { key: string }).key;
const say = (change: Partial<Say> = {}): Say => ({
  kind: "say",
  turn: randomUUID(),
  npc: "guard",
  player: 1,
  text: "Hello",
  ...change,
});
/** How each of a batch fared: `ok`, or the error's code. */
async function send(key: string, server: string, ...messages: Say[]): Promise<string[]> {
  const { receipts } = (await (await relay.post("/v1/messages", { server, messages }, key)).json()) as MessagesReply;
  return receipts.map((receipt) => (receipt.ok ? "ok" : receipt.error.code));
}
const talk = async (key: string, player = 1) =>
  (await relay.post("/v1/talk", { npc: "guard", player, text: "Hello" }, key)).status;
const poll = async (key: string, server: string) => (await relay.get(`/v1/events?server=${server}&wait=0`, key)).status;
const rowsOf = async (table: "turns" | "servers" | "players" | "memories") =>
  (await relay.context.db.selectFrom(table).selectAll().execute()).length;
const many = (count: number, change: (index: number) => Partial<Say>): Say[] =>
  Array.from({ length: count }, (_, index) => say(change(index)));

test.each(["key", "server", "npc", "player"] as const)(
  "a universe that has spent its turns of a %s leaves another its own",
  async (which) => {
    await open({ turnLimits: { ...MANY, [which]: 3 } });
    const told = await send(hostile, "s", ...many(10, (index) => (which === "player" ? {} : { player: index + 1 })));
    expect(told.filter((one) => one === "ok")).toHaveLength(3);
    expect(await send(honest, "s", say(), say(), say())).toEqual(["ok", "ok", "ok"]);
    expect(await send(hostile, "s", say())).toEqual(["rate_limited"]);
  },
);

test.each(["key", "server", "npc", "player"] as const)(
  "a universe that holds all talks of a %s that it may leaves another its own",
  async (which) => {
    await open({ talkLimits: { ...MANY, [which]: 2 } });
    const npcs = ["guard", "innkeeper", "merchant"];
    const of = (index: number) => (which === "player" ? { npc: npcs[index] ?? "" } : { player: index + 1 });
    expect(await send(hostile, "s", ...many(3, of))).toEqual(["ok", "ok", "rate_limited"]);
    expect(await send(honest, "s", ...many(2, of))).toEqual(["ok", "ok"]);
  },
);

test("however many requests a universe has at work, another's are answered, and so are all of its own", async () => {
  await open({ turnLimits: MANY });
  expect(await talk(honest)).toBe(200);
  const many = Array.from({ length: 60 }, (_, index) => index + 1);
  const all = await Promise.all([
    ...many.map((player) => talk(hostile, player)),
    ...many.map((count) => poll(hostile, `s${count}`)),
    talk(honest),
  ]);
  expect(new Set(all)).toEqual(new Set([200]));
});

test("who hangs up while its universe has too many at work holds up none of the others", async () => {
  await open({ turnLimits: MANY });
  expect(await talk(honest)).toBe(200);
  const gone = new AbortController();
  const sent = Array.from({ length: 40 }, (_, index) =>
    fetch(`${relay.url}/v1/talk`, {
      method: "POST",
      headers: { authorization: `Bearer ${hostile}` },
      body: JSON.stringify({ npc: "guard", player: index + 1, text: "Hello" }),
      signal: gone.signal,
    }).catch(() => undefined),
  );
  await setImmediate();
  gone.abort();
  await Promise.all(sent);
  expect([await talk(hostile, 99), await talk(honest, 99)]).toEqual([200, 200]);
});

test("polls that wait hold up no message of their universe", async () => {
  await open({});
  expect(await talk(honest)).toBe(200);
  const gone = new AbortController();
  const polls = Array.from({ length: 12 }, (_, index) =>
    fetch(`${relay.url}/v1/events?server=s${index}&wait=20`, {
      headers: { authorization: `Bearer ${hostile}` },
      signal: gone.signal,
    }).catch(() => undefined),
  );
  expect(await send(hostile, "s0", say())).toEqual(["ok"]);
  gone.abort();
  await Promise.all(polls);
});

test("what an operator does for one universe leaves another its own", async () => {
  await open({ turnLimits: { ...MANY, key: 1 } });
  const talkFor = async (universe: string) =>
    (
      await fetch(`${relay.url}/v1/talk`, {
        method: "POST",
        headers: { authorization: `Bearer ${OPERATOR}`, "x-universe": universe },
        body: JSON.stringify({ npc: "guard", player: 1, text: "Hello" }),
      })
    ).status;
  expect([await talkFor("hostile"), await talkFor("hostile"), await talkFor("honest")]).toEqual([200, 429, 200]);
  expect(await talk(honest)).toBe(200);
});

test("two keys of the configuration do not spend each other's", async () => {
  const keys = ["the-first-key-of-two", "the-second-key-of-two"];
  await open({ keys, turnLimits: { ...MANY, key: 1, npc: 1 } });
  expect([await talk(keys[0] ?? ""), await talk(keys[0] ?? "", 2), await talk(keys[1] ?? "", 3)]).toEqual([
    200, 429, 200,
  ]);
});

test("a poll writes no row, and new names, polls and changes have a limit for each key", async () => {
  await open({ keyLimits: { ...KEY_LIMITS, placeServers: 20, serverPolls: 5, polls: 30, changes: 3 } });
  const names = Array.from({ length: 25 }, (_, index) => `made-up-${index}`);
  const polled = [];
  for (const name of names) polled.push(await poll(hostile, name));
  expect(polled.filter((status) => status === 200)).toHaveLength(20);
  expect(polled.at(-1)).toBe(429);
  expect(await rowsOf("servers")).toBe(0);
  expect(await send(hostile, "one-more", say())).toEqual(["rate_limited"]);
  const again = [];
  for (let count = 0; count < 6; count++) again.push(await poll(hostile, "made-up-1"));
  expect(again).toEqual([200, 200, 200, 200, 429, 429]);

  const change = async (key: string, player: number) =>
    (
      await fetch(`${relay.url}/v1/npcs/guard/players/${player}/memory`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ human: "Likes plums." }),
      })
    ).status;
  const changes = [];
  for (let player = 1; player <= 5; player++) changes.push(await change(hostile, player));
  expect(changes).toEqual([200, 200, 200, 429, 429]);
  expect(await rowsOf("players")).toBe(3);

  expect(await poll(honest, "made-up-24")).toBe(200);
  expect(await change(honest, 1)).toBe(200);
  expect(await send(honest, "mine", say())).toEqual(["ok"]);
});

test("polls that wait have a limit for each key, and one that is over makes room", async () => {
  await open({ keyLimits: { ...KEY_LIMITS, openPolls: 2 } });
  const gone = new AbortController();
  const wait = (key: string, server: string) =>
    fetch(`${relay.url}/v1/events?server=${server}`, {
      headers: { authorization: `Bearer ${key}` },
      signal: gone.signal,
    }).catch(() => undefined);
  const waiting = [wait(hostile, "one"), wait(hostile, "two"), wait(honest, "one")];
  while (!(await (await relay.get("/metrics", OPERATOR)).text()).includes("townsfolk_long_polls_open 3"))
    await sleep(20);
  expect(await poll(hostile, "three")).toBe(429);
  expect(await poll(honest, "two")).toBe(200);
  gone.abort();
  await Promise.all(waiting);
  while ((await poll(hostile, "three")) !== 200) await sleep(20);
});

test("wrong keys have a limit, a right one none of it", async () => {
  await open({ keyLimits: { ...KEY_LIMITS, wrongKeys: 5 } });
  const tried = [];
  for (let count = 0; count < 8; count++)
    tried.push((await relay.get("/v1/npcs", `tf_0123456${count}_${"x".repeat(32)}`)).status);
  expect(tried).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  expect((await relay.get("/v1/npcs", honest)).status).toBe(200);
  expect(await talk(hostile)).toBe(200);
});

test("bytes are counted as they arrive: in chunks, without an end, packed", async () => {
  await open({ keyLimits: { ...KEY_LIMITS, bytes: 100_000 } });
  const chunk = `${(16_000).toString(16)}\r\n${"x".repeat(16_000)}\r\n`;
  const endless = async () => {
    const { hostname, port } = new URL(relay.url);
    const socket = connect(Number(port), hostname).on("error", () => undefined);
    socket.resume();
    socket.write(`POST /v1/talk HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${hostile}\r\n`);
    socket.write(`transfer-encoding: chunked\r\n\r\n${chunk.repeat(3)}`);
    await sleep(100);
    socket.destroy();
    await once(socket, "close");
  };
  for (let count = 0; count < 3; count++) await endless();
  const refused = await relay.post("/v1/talk", { npc: "guard", player: 1, text: "Hello" }, hostile);
  expect(refused.status).toBe(429);
  expect(((await refused.json()) as ErrorReply).error.message).toContain("bytes");
  expect(await talk(honest)).toBe(200);
});

test("what is over a limit is refused before it is screened, and the relay answers between the items of a batch", async () => {
  await open({ turnLimits: { ...MANY, player: 20 } });
  const slow = JSON.parse(readFileSync(new URL("slow-text.json", import.meta.url), "utf8")) as string;
  const over = new AbortController();
  const batch = send(hostile, "s", ...many(50, () => ({ text: slow }))).finally(() => over.abort());
  let answered = 0;
  while (!over.signal.aborted) answered += (await fetch(`${relay.url}/healthz`)).ok ? 1 : 0;
  expect((await batch).filter((one) => one === "ok")).toHaveLength(20);
  expect(answered).toBeGreaterThan(3);
});

test("however many turns of one universe a mind is busy with, another's are answered", async () => {
  const hold = Promise.withResolvers<void>();
  const provider = await openProvider(async (request, answer) => {
    const said = JSON.stringify(request.messages.at(-1)?.content);
    if (said.includes("wait")) await hold.promise;
    answer.say("Well.");
    answer.end();
  });
  const limits = { turnLimits: MANY, talkLimits: MANY, deadlines: UNHURRIED.deadlines };
  await open({ ...limits, provider: { baseUrl: provider.url, model: "test-model" } });
  for (let batch = 0; batch < 14; batch++) {
    const told = await send(hostile, "s", ...many(50, (index) => ({ player: batch * 50 + index + 1, text: "wait" })));
    expect(told).toEqual(Array(50).fill("ok"));
  }
  // Who waits for a model takes no time of the relay's, so these are many.
  while (provider.requests.length < 500) await sleep(50);
  const replies = await Promise.all(Array.from({ length: 40 }, (_, index) => talk(honest, index + 1)));
  expect(replies).toEqual(Array(40).fill(200));
  expect(provider.requests.length).toBeLessThan(700);
  hold.resolve();
  while ((await relay.context.db.selectFrom("turns").where("status", "!=", "done").selectAll().execute()).length > 0)
    await sleep(50);
  // A model that is silent is asked once more by those who began while the machine was busy.
  expect(provider.requests.length).toBeGreaterThanOrEqual(740);
  provider.close();
});

test("a universe that spends the day's budget spends its share, and another's is left, also after a restart", async () => {
  const costly = await openProvider((_request, answer) => {
    answer.say("Dear.");
    answer.raw.write(
      'data: {"id":"x","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":1000,"total_tokens":2000}}\n\n',
    );
    answer.end();
  });
  // On loopback, which is free; under this name for the same address it is not. A turn is 0.00075 dollars.
  const provider = { baseUrl: costly.url.replace("127.0.0.1", "0.0.0.0"), model: "gpt-4o-mini" };
  const config = { provider, budgetUsdPerDay: 0.006, operatorKeys: [OPERATOR], keys: [] };
  await open(config);
  const isAnswered = async (key: string, player: number) => {
    const reply = await relay.post("/v1/talk", { npc: "guard", player, text: `Hello ${player}` }, key);
    return ((await reply.json()) as TalkReply).fallback === undefined;
  };
  const answers = async (key: string, count: number) => {
    const all = [];
    for (let player = 1; player <= count; player++) all.push(await isAnswered(key, player));
    return all.filter(Boolean).length;
  };
  const atOnce = await Promise.all(Array.from({ length: 3 }, (_, index) => isAnswered(hostile, index + 50)));
  expect(atOnce.filter(Boolean).length + (await answers(hostile, 10))).toBe(4);
  expect(await answers(honest, 2)).toBe(2);
  const { dataDir } = relay;
  await relay.close();
  relay = await openRelay({ ...config, dataDir });
  expect(await answers(hostile, 2)).toBe(0);
  expect(await answers(honest, 4)).toBe(2);
  costly.close();
});

test("a universe that talks a lot leaves another its share of what the provider's account allows a minute", async () => {
  const account = await openProvider((_request, answer) => (answer.say("Well."), answer.end()));
  await open({ provider: { baseUrl: account.url, model: "m", rpm: 8 }, deadlines: UNHURRIED.deadlines });
  const answered = async (key: string, player: number) => {
    const reply = await relay.post("/v1/talk", { npc: "guard", player, text: `Hello ${player}` }, key);
    return ((await reply.json()) as TalkReply).fallback === undefined;
  };
  const all = await Promise.all(Array.from({ length: 12 }, (_, index) => answered(hostile, index + 1)));
  expect(all.filter(Boolean)).toHaveLength(4);
  for (let player = 1; player <= 4; player++) expect(await answered(honest, player)).toBe(true);
  expect(account.requests).toHaveLength(8);
  account.close();
});

test.each([
  ["as the server counts them", { prompt_tokens: 3_900, completion_tokens: 100, total_tokens: 4_000 }, 4],
  ["as they are foreseen, where it does not say", undefined, undefined],
])(
  "a universe that spends its share of the tokens of a minute, %s, leaves another its own",
  async (_how, usage, share) => {
    const account = await openProvider((_request, answer) => {
      answer.say("Well.");
      if (usage) answer.raw.write(`data: ${JSON.stringify({ id: "x", choices: [], usage })}\n\n`);
      answer.end();
    });
    const deadlines = { silenceMs: 1_000, firstBeatMs: 1_200, wholeAnswerMs: 1_500 };
    await open({ provider: { baseUrl: account.url, model: "m", tpm: 32_000 }, deadlines });
    const answered = async (key: string, player: number) => {
      const reply = await relay.post("/v1/talk", { npc: "guard", player, text: `Hello ${player}` }, key);
      return ((await reply.json()) as TalkReply).fallback === undefined;
    };
    let spent = 0;
    while (await answered(hostile, spent + 1)) spent += 1;
    expect(await answered(hostile, 100)).toBe(false);
    if (share !== undefined) expect(spent).toBe(share);
    for (let player = 1; player <= spent; player++) expect(await answered(honest, player)).toBe(true);
    expect(await answered(honest, 100)).toBe(false);
    account.close();
  },
);

test("a universe that has spent its share still hears the rehearsal of an NPC whose sheet has one for that", async () => {
  const costly = await openProvider((_request, answer) => {
    answer.say("Dear.");
    answer.raw.write(
      'data: {"id":"x","choices":[],"usage":{"prompt_tokens":9000,"completion_tokens":9000,"total_tokens":18000}}\n\n',
    );
    answer.end();
  });
  const sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await copySheets(sheetsDir);
  for (const [id, line] of [
    ["innkeeper", "overBudget: rehearsal"],
    ["merchant", "model: rehearsal"],
  ] as const) {
    const file = join(sheetsDir, `${id}.md`);
    await writeFile(file, (await readFile(file, "utf8")).replace(/^name: /m, `${line}\nname: `));
  }
  const provider = { baseUrl: costly.url.replace("127.0.0.1", "0.0.0.0"), model: "gpt-4o-mini" };
  await open({ provider, sheetsDir, budgetUsdPerDay: 0.006 });
  const hear = async (npc: string, text: string) =>
    (await (await relay.post("/v1/talk", { npc, player: 1, text }, hostile)).json()) as TalkReply;
  expect((await hear("innkeeper", "Hello")).reply).toBe("Dear.");
  expect((await hear("innkeeper", "Do you have a room?")).reply).toContain("room under the roof");
  expect((await hear("merchant", "Is the lantern magic?")).fallback).toBeUndefined();
  expect((await hear("guard", "Hello")).fallback).toBe(true);
  expect(costly.requests).toHaveLength(1);
  costly.close();
  await rm(sheetsDir, { recursive: true });
});

test("a turn that is only sent again costs nothing of the limit, whatever was screened out of it", async () => {
  await open({ turnLimits: { ...MANY, player: 2 } });
  const [personal, crisis] = [
    say({ text: "I live in 12 Elm Street, Springfield" }),
    say({ text: "I want to kill myself" }),
  ];
  expect(await send(hostile, "s", personal, personal, personal, crisis, crisis, crisis)).toEqual(Array(6).fill("ok"));
  expect(await send(hostile, "s", { ...personal, text: "I live elsewhere" })).toEqual(["rate_limited"]);
});

test("nothing long is told back to whoever sent it", async () => {
  await open({});
  const long = "k".repeat(60_000);
  for (const body of [
    { [long]: 1 },
    { npc: "guard", player: 1, text: "Hello", [long]: 1 },
    { npc: long, player: 1, text: "Hello" },
  ])
    expect((await (await relay.post("/v1/talk", body, hostile)).text()).length).toBeLessThan(500);
  const patched = await fetch(`${relay.url}/v1/npcs/guard/players/1/memory`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${hostile}` },
    body: JSON.stringify({ [long]: 1 }),
  });
  expect((await patched.text()).length).toBeLessThan(500);
  expect((await (await relay.get(`/v1/${"p".repeat(9_000)}`, hostile)).text()).length).toBeLessThan(500);
});
