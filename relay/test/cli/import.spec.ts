import { mkdir, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { APPLICATION_ID, SCHEMA, VERSION } from "../../operator/transfer/format.ts";
import { beginErasure } from "../../store/erasures.ts";
import { jsonLines, oneLine, says, useCommandLine } from "../support/command-line.ts";
import { openProvider } from "../support/provider.ts";

const { at, file, keep, relayWith, rowsIn } = useCommandLine();

test("carry a town from one relay to another: the rows are the same, and the next turn knows what was said", async () => {
  const old = await relayWith();
  await old.talk("innkeeper", 7, "My name is Aurelia");
  await old.talk("merchant", 7, "I like pears");
  await old.talk("merchant", 8, "I hate goats");
  await at(old, "memory", "guard", "--set", "persona=A guard who fears geese.");
  const exported = await at(old, "export", "town.db", "--json");
  expect(JSON.parse(exported.out)).toMatchObject({
    counts: { players: 2, conversations: 3, memories: 3, turns: 3, blocks: 1, usage: 2 },
  });

  let next = await relayWith();
  expect((await at(next, "import", "town.db")).out).toBe(
    "Taken in: 2 players, 3 conversations, 3 memories, 3 turns, 1 block, 2 rows of usage.\n",
  );
  await at(next, "export", "again.db");
  const rows = await rowsIn("town.db");
  expect(rows).toHaveLength(14);
  expect(await rowsIn("again.db")).toEqual(rows);

  expect((await next.talk("innkeeper", 7, "What is my name?")).reply).toContain("My name is Aurelia");
  expect((await next.talk("merchant", 8, "What do I hate?")).reply).toContain("I hate goats");
  await next.close();
  next = await relayWith({ dataDir: next.dataDir });
  expect(JSON.parse((await at(next, "memory", "guard", "--json")).out)).toMatchObject({
    persona: { value: "A guard who fears geese." },
    version: "1.0",
  });
});

test("what the mind is sent in the first turn after an import has the words from before it", async () => {
  const provider = keep(await openProvider((_request, answer) => (answer.say("Yes."), answer.end())));
  const [old, next] = [await relayWith(), await relayWith({ provider: { baseUrl: provider.url, model: "m" } })];
  await old.talk("merchant", 7, "My goat is called Bartholomew");
  await at(old, "export", "town.db");
  await at(next, "import", "town.db");
  await next.talk("merchant", 7, "And?");
  expect(provider.requests.at(-1)?.body.messages.map((message) => message.content)).toContain(
    "My goat is called Bartholomew",
  );
});

test("a file of version 2, whose ids are numbers, is taken in, and so are ids of every kind", async () => {
  const [old, next] = [await relayWith(), await relayWith()];
  for (const player of [7, -1]) await old.talk("merchant", player, "I like pears");
  await at(old, "export", "town.db");
  await by('UPDATE players SET "userId" = CAST("userId" AS INTEGER); PRAGMA user_version = 2')(file("town.db"));
  await next.talk("merchant", 7, "I like figs");
  for (const player of ["9007199254740993", "dXNlcjoxMjM0NTY3"]) await next.talk("merchant", player, "I like plums");
  expect(await at(next, "import", "--merge", "town.db")).toMatchObject({ code: 0, err: "" });
  await at(next, "export", "again.db");
  const players = (await rowsIn("again.db")).filter((row) => row.includes('"players"'));
  expect(players).toHaveLength(4);
  for (const id of ["7", "-1", "9007199254740993", "dXNlcjoxMjM0NTY3"]) expect(players.join()).toContain(`"${id}"`);
  const last = await relayWith();
  expect((await at(last, "import", "again.db")).out).toMatch(/^Taken in: 4 players, /);
});

/** Writes into the file as if it had always been so, but for its checksum. */
const by =
  (sql: string) =>
  (path: string): Promise<void> => {
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
    return Promise.resolve();
  };

/** An export of nothing, whose texts are written in another way than the store's. */
async function inUtf16(path: string): Promise<void> {
  await rm(path);
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA encoding = 'UTF-16le'; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}`);
  for (const sql of Object.values(SCHEMA)) db.exec(sql);
  db.close();
}

test.each([
  ["is none", (path: string) => writeFile(path, "hello there, this is no export"), "This is no export"],
  ["is empty", (path: string) => writeFile(path, ""), "This is no export"],
  [
    "is of before, as lines of JSON",
    (path: string) => writeFile(path, '{"format":"townsfolk-town"}\n'),
    "export it anew",
  ],
  ["is of before, packed", (path: string) => writeFile(path, gzipSync("{}")), "export it anew"],
  ["is another database", by("PRAGMA application_id = 7"), "another SQLite file"],
  ["is of a later version", by("PRAGMA user_version = 4"), "version 4"],
  ["lost its end", async (path: string) => truncate(path, (await stat(path)).size / 2), "The file is broken"],
  ["lost a row", by("DELETE FROM turns"), "its checksum does not fit"],
  ["was changed by a word", by("UPDATE turns SET text = 'I am Amaryll'"), "its checksum does not fit"],
  ["has a value of the wrong shape", by(`UPDATE players SET "userId" = 7`), "players.userId"],
  ["has a turn that has not ended", by("UPDATE turns SET status = 'running'"), "turns.status"],
  ["is in another encoding", inUtf16, "its text is not UTF-8"],
  ["has words of nobody", by("DELETE FROM players"), "a row of nobody's"],
  ["has acts that are no list", by("UPDATE turns SET acts = '{'"), "The file is broken"],
  ["has a word without an end", by(`UPDATE memories SET human = printf('%.300000c', 'A')`), "memories.human"],
  ["has a trigger", by("CREATE TRIGGER t AFTER INSERT ON turns BEGIN DELETE FROM turns; END"), "its tables"],
  ["has a view", by("DROP TABLE blocks; CREATE VIEW blocks AS SELECT * FROM npcs"), "its tables"],
  ["has a table too many", by("CREATE TABLE keys (id)"), "its tables"],
  ["lacks a table", by("DROP TABLE usage"), "its tables"],
])("a file that %s is refused in one line, and changes nothing", async (_what, spoil, why) => {
  const [old, next] = [await relayWith(), await relayWith()];
  await old.talk("innkeeper", 7, "My name is Aurelia");
  await at(old, "export", "town.db");
  await spoil(file("town.db"));
  const { code, out, err } = await at(next, "import", "town.db");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(oneLine);
  expect(err).toContain(why);
  await at(next, "export", "after.db");
  expect(await rowsIn("after.db")).toEqual([]);
  expect(await readdir(join(next.dataDir, "transfer"))).toEqual([]);
});

test("a file that is not there is refused, and so is a folder", async () => {
  const relay = await relayWith();
  await mkdir(file("towns"));
  expect(await at(relay, "import", "towns")).toMatchObject({ code: 1, err: says(/^npc: towns .*it is a folder\n$/) });
  expect(await at(relay, "import", "no.db")).toMatchObject({ code: 1, err: says(/no such file/) });
});

test("a test player of Studio, whose id is negative, is carried too", async () => {
  const [old, next] = [await relayWith(), await relayWith()];
  await old.talk("merchant", -1, "I like pears");
  expect((await at(old, "export", "town.db")).code).toBe(0);
  expect((await at(next, "import", "town.db")).code).toBe(0);
  const told = jsonLines<{ text: string }>((await at(next, "history", "merchant", "-1", "--json")).out);
  expect(told.map((turn) => turn.text)).toEqual(["I like pears"]);
});

test("nothing is taken in while a player is being forgotten", async () => {
  const [old, next] = [await relayWith(), await relayWith()];
  await old.talk("merchant", 7, "I like pears");
  await at(old, "export", "town.db");
  await next.talk("merchant", 7, "I like plums");
  await beginErasure(next.context.db, "default", 7);
  expect(await at(next, "import", "town.db", "--merge")).toMatchObject({ code: 1, err: says(/being forgotten/) });
});

test("a relay that has anything refuses a file, unless it is to be merged: what is here wins", async () => {
  const [old, here] = [await relayWith(), await relayWith()];
  await old.talk("merchant", 7, "I like pears");
  await old.talk("guard", 9, "I like plums");
  await at(old, "export", "town.db");
  await here.talk("merchant", 7, "I like apples");

  const refused = await at(here, "import", "town.db");
  expect(refused).toMatchObject({ code: 1, out: "", err: says(/has players already/) });
  const before = await (await here.get("/v1/npcs/merchant/players/7/memory")).json();
  expect((await at(here, "import", "town.db", "--merge")).out).toBe(
    "Taken in: 1 player, 1 conversation, 1 memory, 2 turns, 0 blocks, 1 row of usage.\n" +
      "Here already, and kept: 1 player, 1 conversation, 1 memory, 0 turns, 0 blocks, 1 row of usage.\n",
  );
  expect(await (await here.get("/v1/npcs/merchant/players/7/memory")).json()).toEqual(before);
  const told = jsonLines<{ text: string }>((await at(here, "history", "merchant", "7", "--json")).out);
  expect(told.map((turn) => turn.text)).toEqual(["I like apples", "I like pears"]);
  expect((await here.talk("merchant", 7, "Which pears do I like?")).reply).toContain("I like pears");

  expect((await at(here, "import", "town.db", "--merge")).out).toMatch(/^Taken in: 0 .* 0 turns/);
});

test("what was remembered from visit to visit is left out where the sheet does not keep it", async () => {
  const old = await relayWith();
  await old.talk("merchant", 7, "I like pears");
  await old.talk("innkeeper", 7, "I like plums");
  await at(old, "export", "town.db");
  const strict = await relayWith({ sheetsDir: join(import.meta.dirname, "../../npcs"), isRestricted: false });
  const { out } = await at(strict, "import", "town.db", "--json");
  expect(JSON.parse(out)).toMatchObject({ taken: { memories: 1, turns: 2 }, leftOut: 1 });
  expect(await (await strict.get("/v1/npcs/merchant/players/7/memory")).json()).toMatchObject({
    human: { value: "" },
  });
});
