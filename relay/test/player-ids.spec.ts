import { createHmac, randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import type { ErrorReply, PlayerId } from "../../game/townsfolk/wire/contract.ts";
import { migrations } from "../store/migrations.ts";
import { nodeSqliteDialect } from "../store/node-sqlite.ts";
import { sqliteDriver } from "../store/sqlite-driver.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

const SECRET = "webhook-secret";
let relay: TestRelay;
beforeEach(async () => {
  relay = await openRelay({ robloxWebhookSecret: SECRET });
});
afterEach(() => closeRelay(relay));

const codeOf = async (response: Response) => ((await response.json()) as Partial<ErrorReply>).error?.code ?? "ok";
const turnsOf = async (player: PlayerId) =>
  (
    (await (await relay.get(`/v1/npcs/guard/players/${encodeURIComponent(player)}/turns`)).json()) as {
      turns: { text: string }[];
    }
  ).turns.map(({ text }) => text);
const erase = async (player: PlayerId) =>
  (
    await fetch(`${relay.url}/v1/players/${encodeURIComponent(player)}`, {
      method: "DELETE",
      headers: { authorization: "Bearer dev" },
    })
  ).json() as Promise<{ receipt: string | null }>;
/** `UserId` as it stands in the JSON. */
const notify = (userId: string) => {
  const body = `{"NotificationId":"${randomUUID()}","EventType":"RightToErasureRequest","EventPayload":{"UserId":${userId},"GameIds":[1]}}`;
  const at = Math.floor(Date.now() / 1000);
  const v1 = createHmac("sha256", SECRET).update(`${at}.${body}`).digest("base64");
  const headers = { "roblox-signature": `t=${at},v1=${v1}` };
  return fetch(`${relay.url}/webhooks/roblox`, { method: "POST", headers, body });
};
const erasuresDone = async () => {
  const open = () => relay.context.db.selectFrom("erasures").select("id").where("doneAt", "is", null).execute();
  while ((await open()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** What a game may send as a player: neighbours that one JavaScript number stands for, the ends of int64, Studio's, a User. */
const NEIGHBOURS = ["9007199254740992", "9007199254740993"] as const;
const EVERY_KIND: PlayerId[] = [
  ...NEIGHBOURS,
  "9223372036854775807",
  "-9223372036854775808",
  "-2",
  "156",
  "dXNlcjoxMjM0NTY3ODk6OTAwNzE5OTI1NDc0MDk5Mw",
];

const FRUIT = ["plums", "pears", "apples", "figs", "quinces", "cherries", "grapes"];
const wordsOf = (player: PlayerId) => `I like ${FRUIT[EVERY_KIND.indexOf(player)]}`;

test.each(EVERY_KIND)("player %s has a history of their own, and is erased alone", async (player) => {
  for (const other of EVERY_KIND) await relay.talk("guard", other, wordsOf(other));
  expect(await turnsOf(player)).toEqual([wordsOf(player)]);
  expect(await erase(player)).toMatchObject({ receipt: expect.any(String) as string });
  for (const other of EVERY_KIND) expect(await turnsOf(other)).toEqual(other === player ? [] : [wordsOf(other)]);
});

test("an earlier game's number and a string of the same digits are the same player", async () => {
  await relay.talk("guard", 7, "I like plums");
  await relay.talk("guard", "7", "I like pears");
  expect((await turnsOf(7)).toSorted()).toEqual(["I like pears", "I like plums"]);
  const turn = randomUUID();
  await relay.send("s", { kind: "say", turn, npc: "guard", player: 8, text: "Hello" });
  const again = await relay.send("s", { kind: "say", turn, npc: "guard", player: "8", text: "Hello" });
  expect(again.receipts).toEqual([{ ok: true }]);
});

test.each(
  ["0", "-0", "007", "+7", "7.0", "1e3", " 7", "", "nil", "9223372036854775808", "..", "a".repeat(129), "a/bcdefghijkl"]
    .map((id) => JSON.stringify(id))
    .concat("0", "1.5", "9007199254740993", "null", "true", "[7]"),
)("%s is nobody's id", async (json) => {
  const answer = await relay.post("/v1/talk", `{"npc":"guard","player":${json},"text":"Hello"}`);
  expect([answer.status, await codeOf(answer)]).toEqual([400, "bad_request"]);
});

test.each([
  ["a number that JavaScript does not hold exactly", NEIGHBOURS[1], NEIGHBOURS[1]],
  ["a string", `"${NEIGHBOURS[1]}"`, NEIGHBOURS[1]],
  ["an id of before", "156", "156"],
  ["an id under which the game sent a rounded number", NEIGHBOURS[1], `${NEIGHBOURS[0]}:dXNlcjoxMjM0NTY3`],
])("Roblox's notification of %s erases that player and no neighbour", async (_what, json, player) => {
  await relay.talk("guard", player, "I am to be forgotten");
  for (const other of [NEIGHBOURS[0], "9007199254740994", "-156"]) await relay.talk("guard", other, "I stay");
  expect(await (await notify(json)).json()).toEqual({ taken: true });
  await erasuresDone();
  expect(await turnsOf(player)).toEqual([]);
  for (const other of [NEIGHBOURS[0], "9007199254740994", "-156"]) expect(await turnsOf(other)).toEqual(["I stay"]);
});

test("a notification of what is no id is refused, so that Roblox and whoever watches the log learn of it", async () => {
  for (const json of ["0", "1.5", "{}", '"me"', "null"]) expect((await notify(json)).status).toBe(400);
});

test("a store of before keeps its players, Studio's too", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-"));
  const file = new DatabaseSync(join(dataDir, "townsfolk.db"));
  const db = new Kysely<unknown>({
    dialect: nodeSqliteDialect(sqliteDriver(file, { onBroken: () => undefined, onUsed: () => undefined })),
  });
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "006"));
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(before) } });
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  file.exec(
    `INSERT INTO players VALUES ('default', 156, 'p-one'), ('default', -1, 'p-two'), ('kingdoms', 156, 'p-three')`,
  );
  await db.destroy();

  await closeRelay(relay);
  relay = await openRelay({ dataDir });
  expect(await relay.context.db.selectFrom("players").selectAll().orderBy("pseudonym").execute()).toEqual([
    { universe: "default", userId: "156", pseudonym: "p-one" },
    { universe: "kingdoms", userId: "156", pseudonym: "p-three" },
    { universe: "default", userId: "-1", pseudonym: "p-two" },
  ]);
  expect((await erase("-1")).receipt).not.toBeNull();
  expect((await erase(156)).receipt).not.toBeNull();
});
