import { createHmac, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ErrorReply, EventsReply, MessagesReply, Say, TalkReply } from "../../game/townsfolk/wire/contract.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

const OPERATOR = "operator-key-of-this-test";
const UNIVERSE = "universe-key-of-this-test";
const SECRET = "webhook-secret";
let relay: TestRelay;
beforeEach(async () => {
  relay = await openRelay({ keys: [UNIVERSE], operatorKeys: [OPERATOR], robloxWebhookSecret: SECRET });
});
afterEach(() => closeRelay(relay));

const call = (method: string, path: string, key: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${relay.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const newKey = async (universe: string) =>
  (await (await call("POST", "/v1/admin/keys", OPERATOR, { universe })).json()) as { id: string; key: string };
const talk = async (key: string, player: number, text: string, turn = randomUUID()) =>
  (await (await call("POST", "/v1/talk", key, { npc: "innkeeper", player, text, turn })).json()) as TalkReply;
const codeOf = async (response: Response) => `${response.status} ${((await response.json()) as ErrorReply).error.code}`;
const everyByte = async () => {
  const files = (await readdir(relay.dataDir, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))))).map(String).join("\n");
};
const sign = (body: string, at = Math.floor(Date.now() / 1000), secret = SECRET) =>
  `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("base64")}`;
const notify = (body: string, signature: string) =>
  fetch(`${relay.url}/webhooks/roblox`, { method: "POST", headers: { "roblox-signature": signature }, body });
const request = (UserId: number, NotificationId: string = randomUUID(), GameIds: unknown = [1]) =>
  JSON.stringify({
    NotificationId,
    EventType: "RightToErasureRequest",
    EventTime: "2026-11-24T00:00:00Z",
    EventPayload: { UserId, ...(GameIds !== null && { GameIds }) },
  });

test("a universe's key is shown once, is stored as a hash, and works at once", async () => {
  const { id, key } = await newKey("kingdoms");
  expect((await talk(key, 1, "Hello")).mind).toBe("direct");
  const listed = await (await call("GET", "/v1/admin/keys", OPERATOR)).text();
  expect(listed).toContain(id);
  expect(listed).not.toContain(key);
  expect(await everyByte()).not.toContain(key.slice(12));
  expect((JSON.parse(listed) as { keys: { usedAt: string | null }[] }).keys[0]?.usedAt).not.toBeNull();
});

test("two keys are valid at once for a change, a third is refused, and a revoked one is dead at once", async () => {
  const [old, next] = [await newKey("kingdoms"), await newKey("kingdoms")];
  expect(await codeOf(await call("POST", "/v1/admin/keys", OPERATOR, { universe: "kingdoms" }))).toBe(
    "400 bad_request",
  );
  expect((await call("GET", "/v1/npcs", old.key)).status).toBe(200);
  expect((await call("DELETE", `/v1/admin/keys/${old.id}`, OPERATOR)).status).toBe(200);
  expect(await codeOf(await call("GET", "/v1/npcs", old.key))).toBe("401 unauthorized");
  expect((await call("GET", "/v1/npcs", next.key)).status).toBe(200);
});

test("a key with the right id and a wrong secret is no key", async () => {
  const { id } = await newKey("kingdoms");
  expect(await codeOf(await call("GET", "/v1/npcs", `tf_${id}_${"x".repeat(32)}`))).toBe("401 unauthorized");
});

test("a stranger's key reads and writes nothing of another universe, at any endpoint", async () => {
  const [{ key: mine }, { key: stranger }] = [await newKey("mine"), await newKey("stranger")];
  const server = "one-server";
  const turn: Say = { kind: "say", turn: randomUUID(), npc: "innkeeper", player: 7, text: "My name is Aurelia" };
  await call("POST", "/v1/messages", mine, { server, messages: [turn] });
  const told = (await (await call("GET", `/v1/events?server=${server}`, mine)).json()) as EventsReply;
  expect(told.events.length).toBeGreaterThan(0);
  await call("PATCH", "/v1/npcs/innkeeper/players/7/memory", mine, { human: "Is called Aurelia" });

  const theirs = await (await call("GET", `/v1/events?server=${server}&wait=0`, stranger)).json();
  expect(theirs).toEqual({ events: [], cursor: 0 });
  expect(await (await call("GET", "/v1/npcs/innkeeper/players/7/memory", stranger)).json()).toMatchObject({
    human: { value: "" },
  });
  expect(await (await call("GET", "/v1/npcs/innkeeper/players/7/turns", stranger)).json()).toEqual({ turns: [] });
  expect((await talk(stranger, 7, "What is my name?")).reply).not.toContain("Aurelia");
  const messages = [
    { kind: "hush", turn: turn.turn },
    { ...turn, text: "Other" },
    { kind: "leave", npc: "innkeeper", player: 7 },
  ];
  const { receipts } = (await (
    await call("POST", "/v1/messages", stranger, { server, messages })
  ).json()) as MessagesReply;
  expect(receipts.map((receipt) => (receipt.ok ? "ok" : receipt.error.code))).toEqual([
    "unknown_turn",
    "turn_conflict",
    "ok",
  ]);
  expect(
    await codeOf(
      await call("POST", "/v1/talk", stranger, { npc: "innkeeper", player: 7, text: turn.text, turn: turn.turn }),
    ),
  ).toBe("409 turn_conflict");
  await call("PATCH", "/v1/npcs/innkeeper/players/7/memory", stranger, { human: "Poisoned" });
  await call("DELETE", "/v1/players/7", stranger);

  expect(await (await call("GET", "/v1/npcs/innkeeper/players/7/memory", mine)).json()).toMatchObject({
    human: { value: "Is called Aurelia" },
  });
  expect((await talk(mine, 7, "What is my name?")).reply).toContain("Aurelia");
});

test.each([
  ["GET", "/v1/npcs/guard/memory"],
  ["PATCH", "/v1/npcs/guard/memory"],
  ["GET", "/v1/admin/keys"],
  ["POST", "/v1/admin/keys"],
])("%s %s takes an operator's key and no universe's", async (method, path) => {
  const body = method === "GET" ? undefined : {};
  expect(await codeOf(await call(method, path, UNIVERSE, body))).toBe("401 unauthorized");
  expect((await call(method, path, OPERATOR, body)).status).not.toBe(401);
});

test("an operator acts for the universe they name", async () => {
  const { key } = await newKey("kingdoms");
  await talk(key, 3, "I like plums");
  const history = await (
    await call("GET", "/v1/npcs/innkeeper/players/3/turns", OPERATOR, undefined, { "x-universe": "kingdoms" })
  ).json();
  expect(history).toMatchObject({ turns: [{ text: "I like plums" }] });
});

test("who is erased leaves no byte behind, and gets a receipt that names nobody", async () => {
  await talk(UNIVERSE, 424_242, "My favourite instrument is the xylorimba");
  await talk(UNIVERSE, 5, "I like the mountains");
  const pseudonym = (
    await relay.context.db
      .selectFrom("players")
      .select("pseudonym")
      .where("userId", "=", "424242")
      .executeTakeFirstOrThrow()
  ).pseudonym;
  const receipt = await (await call("DELETE", "/v1/players/424242", UNIVERSE)).json();
  expect(receipt).toEqual({
    receipt: expect.any(String) as string,
    requestedAt: expect.any(String) as string,
    doneAt: expect.any(String) as string,
  });
  const left = await everyByte();
  expect(left).not.toMatch(/xylorimba|424242/);
  expect(left).not.toContain(pseudonym);
  expect((await talk(UNIVERSE, 5, "What do I like?")).reply).toContain("mountains");
  expect(await (await call("DELETE", "/v1/players/424242", UNIVERSE)).json()).toEqual({ receipt: null });
});

test("Roblox's erasure notification is carried out in every universe", async () => {
  const { key } = await newKey("kingdoms");
  await talk(UNIVERSE, 99, "The code word is marzipan");
  await talk(key, 99, "The code word is nougat");
  const body = request(99);
  expect(await (await notify(body, sign(body))).json()).toEqual({ taken: true });
  await until(async () =>
    (await relay.context.db.selectFrom("erasures").select("doneAt").execute()).every((row) => row.doneAt !== null),
  );
  expect(await everyByte()).not.toMatch(/marzipan|nougat/);
});

describe("where the start places of some universes are told", () => {
  const startPlaces = new Map([
    ["10539205763", "kingdoms"],
    ["10539205764", "kingdoms"],
    ["13260950955", "islands"],
  ]);
  const UNIVERSES = ["islands", "kingdoms", "untold"];
  const knownIn = async () =>
    (await relay.context.db.selectFrom("players").select("universe").orderBy("universe").execute()).map(
      ({ universe }) => universe,
    );
  beforeEach(async () => {
    await closeRelay(relay);
    relay = await openRelay({ operatorKeys: [OPERATOR], robloxWebhookSecret: SECRET, startPlaces });
    for (const universe of UNIVERSES) await talk((await newKey(universe)).key, 96, "Hello");
  });

  test.each([
    ["one game's", [10539205763], ["islands", "untold"]],
    ["another start place of that game's", [10539205764], ["islands", "untold"]],
    ["several games'", [13260950955, 10539205763], ["untold"]],
    ["a game's that nobody told", [999], ["islands", "kingdoms"]],
    ["one told and one untold game's", ["13260950955", 999], ["kingdoms"]],
    ["no game's", [], []],
    ["nothing of games at all", null, []],
    ["something else than a list", "10539205763", []],
  ])("a notification with %s start place erases there and leaves the others", async (_name, gameIds, left) => {
    const body = request(96, undefined, gameIds);
    expect(await (await notify(body, sign(body))).json()).toEqual({ taken: true });
    expect(await knownIn()).toEqual(left);
  });
});

test("a notification that is forged, old, altered or sent again is refused and erases nobody", async () => {
  await talk(UNIVERSE, 98, "Hello");
  const body = request(98, "the-same");
  const old = Math.floor(Date.now() / 1000) - 601;
  expect(await codeOf(await notify(body, sign(body, undefined, "guess")))).toBe("401 unauthorized");
  expect(await codeOf(await notify(body, sign(body, old)))).toBe("401 unauthorized");
  expect(await codeOf(await notify(body.replace("98", "97"), sign(body)))).toBe("401 unauthorized");
  expect(await codeOf(await notify(body, ""))).toBe("401 unauthorized");
  const sample = JSON.stringify({
    NotificationId: "the-same",
    EventType: "SampleNotification",
    EventTime: "",
    EventPayload: { UserId: 98 },
  });
  expect(await (await notify(sample, sign(sample))).json()).toEqual({ taken: false });
  expect(await codeOf(await notify(body, sign(body)))).toBe("400 bad_request");
  expect(await relay.context.db.selectFrom("players").selectAll().where("userId", "=", "98").execute()).toHaveLength(1);
});

test("a notification that Roblox sends again, since our answer came too late, is answered as before and does nothing", async () => {
  const body = request(97);
  await talk(UNIVERSE, 97, "Hello");
  expect(await (await notify(body, sign(body))).json()).toEqual({ taken: true });
  await until(async () =>
    (await relay.context.db.selectFrom("erasures").select("doneAt").execute()).every((row) => row.doneAt !== null),
  );
  await talk(UNIVERSE, 97, "I am back");
  const later = await notify(body, sign(body, Math.floor(Date.now() / 1000) - 30));
  expect([later.status, await later.json()]).toEqual([200, { taken: true }]);
  expect(await relay.context.db.selectFrom("players").selectAll().where("userId", "=", "97").execute()).toHaveLength(1);
  expect(await codeOf(await notify(`${body} `, sign(`${body} `)))).toBe("400 bad_request");
  const sample = JSON.stringify({ NotificationId: "n", EventType: "SampleNotification", EventPayload: {} });
  for (let count = 0; count < 2; count++)
    expect(await (await notify(sample, sign(sample))).json()).toEqual({ taken: false });
});

test("an erasure that a crash cut short is finished by the next start", async () => {
  await talk(UNIVERSE, 55, "The code word is praline");
  const { turns } = relay.context;
  await turns.erase("default", 55);
  const { dataDir } = relay;
  await relay.close();
  relay = await openRelay({ dataDir, keys: [UNIVERSE], operatorKeys: [OPERATOR] });
  await until(async () =>
    (await relay.context.db.selectFrom("erasures").select("doneAt").execute()).every((row) => row.doneAt !== null),
  );
  expect(await everyByte()).not.toContain("praline");
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
