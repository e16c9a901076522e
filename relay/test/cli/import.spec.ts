import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { jsonLines, oneLine, says, useCommandLine } from "../support/command-line.ts";
import { openProvider } from "../support/provider.ts";

const { at, file, keep, relayWith, rowsIn } = useCommandLine();

test("carry a town from one relay to another: the rows are the same, and the next turn knows what was said", async () => {
  const old = await relayWith();
  await old.talk("innkeeper", 7, "My name is Aurelia");
  await old.talk("merchant", 7, "I like pears");
  await old.talk("merchant", 8, "I hate goats");
  await at(old, "memory", "guard", "--set", "persona=A guard who fears geese.");
  const exported = await at(old, "export", "town.gz", "--json");
  expect(JSON.parse(exported.out)).toMatchObject({
    counts: { players: 2, conversations: 3, memories: 3, turns: 3, blocks: 1, usage: 2 },
  });

  let next = await relayWith();
  expect((await at(next, "import", "town.gz")).out).toBe(
    "Taken in: 2 players, 3 conversations, 3 memories, 3 turns, 1 block, 2 rows of usage.\n",
  );
  await at(next, "export", "again.ndjson");
  const rows = await rowsIn("town.gz");
  expect(rows).toHaveLength(14);
  expect(await rowsIn("again.ndjson")).toEqual(rows);

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
  await at(old, "export", "town.gz");
  await at(next, "import", "town.gz");
  await next.talk("merchant", 7, "And?");
  expect(provider.requests.at(-1)?.body.messages.map((message) => message.content)).toContain(
    "My goat is called Bartholomew",
  );
});

const spoil = (change: (lines: string[]) => string[]) => (plain: string) => change(plain.split("\n")).join("\n");

test.each([
  ["is no town", () => '{"hello":"there"}\n', "This is no town's file"],
  ["is empty", () => "", "This is no town's file"],
  ["is of a later version", (plain: string) => plain.replace('"version":1', '"version":2'), "version 2"],
  ["lost its end", spoil((lines) => lines.slice(0, -2)), "its end is missing"],
  ["lost a row", spoil((lines) => lines.toSpliced(2, 1)), "not as many as it says"],
  ["was changed by a word", (plain: string) => plain.replace("Aurelia", "Amaryll"), "its checksum does not fit"],
  [
    "has a row of the wrong shape",
    (plain: string) => plain.replace('"userId":7', '"userId":"7"'),
    "line 2: row.userId",
  ],
  ["has a row that is none", spoil((lines) => lines.toSpliced(3, 0, "{")), "line 4"],
  ["has its rows mixed up", spoil(([a = "", b = "", c = "", ...rest]) => [a, c, b, ...rest]), "not at their place"],
  ["goes on after its end", (plain: string) => `${plain}{}\n`, "goes on after its end"],
  [
    "has a line without an end",
    (plain: string) => plain.replace("Aurelia", "A".repeat(300_000)),
    "a line of more than",
  ],
])("a file that %s is refused in one line, and changes nothing", async (_what, change, why) => {
  const [old, next] = [await relayWith(), await relayWith()];
  await old.talk("innkeeper", 7, "My name is Aurelia");
  await at(old, "export", "town.ndjson");
  const plain = await readFile(file("town.ndjson"), "utf8");
  await writeFile(file("spoilt.ndjson"), change(plain));
  const { code, out, err } = await at(next, "import", "spoilt.ndjson");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(oneLine);
  expect(err).toContain(why);
  await at(next, "export", "after.ndjson");
  expect(await rowsIn("after.ndjson")).toEqual([]);
});

test("a packed file that was cut, and one that is not there, are refused", async () => {
  const relay = await relayWith();
  await writeFile(file("cut.gz"), gzipSync("x".repeat(9_999)).subarray(0, 30));
  expect(await at(relay, "import", "cut.gz")).toMatchObject({
    code: 1,
    err: says(/cannot be unpacked/),
  });
  expect(await at(relay, "import", "no.gz")).toMatchObject({ code: 1, err: says(/no such file/) });
});

test("a relay that has a town refuses another, unless it is to be merged: what is here wins", async () => {
  const [old, here] = [await relayWith(), await relayWith()];
  await old.talk("merchant", 7, "I like pears");
  await old.talk("guard", 9, "I like plums");
  await at(old, "export", "town.gz");
  await here.talk("merchant", 7, "I like apples");

  const refused = await at(here, "import", "town.gz");
  expect(refused).toMatchObject({ code: 1, out: "", err: says(/has a town already/) });
  const before = await (await here.get("/v1/npcs/merchant/players/7/memory")).json();
  expect((await at(here, "import", "town.gz", "--merge")).out).toBe(
    "Taken in: 1 player, 1 conversation, 1 memory, 2 turns, 0 blocks, 1 row of usage.\n" +
      "Here already, and kept: 1 player, 1 conversation, 1 memory, 0 turns, 0 blocks, 1 row of usage.\n",
  );
  expect(await (await here.get("/v1/npcs/merchant/players/7/memory")).json()).toEqual(before);
  const told = jsonLines<{ text: string }>((await at(here, "history", "merchant", "7", "--json")).out);
  expect(told.map((turn) => turn.text)).toEqual(["I like apples", "I like pears"]);
  expect((await here.talk("merchant", 7, "Which pears do I like?")).reply).toContain("I like pears");

  expect((await at(here, "import", "town.gz", "--merge")).out).toMatch(/^Taken in: 0 .* 0 turns/);
});

test("what was remembered from visit to visit is left out where the sheet does not keep it", async () => {
  const old = await relayWith();
  await old.talk("merchant", 7, "I like pears");
  await old.talk("innkeeper", 7, "I like plums");
  await at(old, "export", "town.gz");
  const strict = await relayWith({ sheetsDir: join(import.meta.dirname, "../../npcs"), isRestricted: false });
  const { out } = await at(strict, "import", "town.gz", "--json");
  expect(JSON.parse(out)).toMatchObject({ taken: { memories: 1, turns: 2 }, leftOut: 1 });
  expect(await (await strict.get("/v1/npcs/merchant/players/7/memory")).json()).toMatchObject({
    human: { value: "" },
  });
});
