import { spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import type { ErrorReply, TalkReply } from "../../game/src/shared/contract.ts";
import type { Config } from "../config.ts";
import { openProvider, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

const DAY_MS = 86_400_000;
const COMMANDS = ["list", "show", "talk", "memory", "history", "export", "import", "clean", "key", "erase"];
let folder: string;
let sheetsDir: string;
const opened: TestRelay[] = [];
const servers: (Server | TestProvider)[] = [];

beforeAll(async () => {
  sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await cp(join(import.meta.dirname, "../npcs"), sheetsDir, { recursive: true });
  const file = join(sheetsDir, "merchant.md");
  await writeFile(file, (await readFile(file, "utf8")).replace("name: Tobin", "name: Tobin\nmemory: player"));
});
afterAll(() => rm(sheetsDir, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "npc-"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await Promise.all(opened.splice(0).map((relay) => closeRelay(relay)));
  await rm(folder, { recursive: true, force: true });
});

/** Its merchant remembers players from visit to visit. */
async function relayWith(overrides: Partial<Config> = {}): Promise<TestRelay> {
  const relay = await openRelay({ sheetsDir, isRestricted: true, ...overrides });
  opened.push(relay);
  return relay;
}

/** The real command in a process of its own, in an empty folder, with nothing in its environment. */
async function npc(args: string[], { input = "", env = {} }: { input?: string; env?: Record<string, string> } = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../cli/npc.ts"), ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...env },
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

const at = ({ url }: { url: string }, ...args: string[]) => npc([...args, "--url", url]);
const jsonLines = <T>(out: string): T[] =>
  out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
const says = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const oneLine = /^npc: [^\n]+\n$/;

/** The rows of a town's file, without its first and last line, which tell of the file itself. */
async function rowsIn(file: string): Promise<string[]> {
  const bytes = await readFile(join(folder, file));
  const plain = file.endsWith(".ndjson") ? bytes : gunzipSync(bytes);
  return plain.toString("utf8").trimEnd().split("\n").slice(1, -1);
}

async function serve(listener: RequestListener): Promise<{ url: string }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** As if nothing had been said for so long. */
const ageBy = async ({ context }: TestRelay, days: number) => {
  const lastAt = Date.now() - days * DAY_MS;
  await context.db.updateTable("conversations").set({ lastAt }).execute();
};

describe("the command", () => {
  test("helps with everything and with each of its words", async () => {
    const all = await npc(["--help"]);
    expect(all).toMatchObject({ code: 0, err: "" });
    for (const name of COMMANDS) expect(all.out).toContain(`  ${name}`);
    for (const name of COMMANDS) {
      const { code, out } = await npc([name, "--help"]);
      expect({ code, usage: out.includes(`Usage: npm run npc -- ${name}`) }).toEqual({ code: 0, usage: true });
    }
  });

  test.each([
    [[]],
    [["dance"]],
    [["list", "--loud"]],
    [["list", "more"]],
    [["show"]],
    [["list", "--url", "localhost"]],
    [["talk", "guard", "--player", "me"]],
    [["history", "guard", "0"]],
    [["history", "guard", "1", "--all", "--limit", "3"]],
    [["memory", "guard", "--set", "persona"]],
    [["clean", "--idle", "soon"]],
    [["export", "--merge", "file"]],
  ])("asked in the wrong way (%j) says so in one line and exits with 2", async (args) => {
    const { code, out, err } = await npc(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(oneLine);
  });

  test("without a relay, or at something that is none, says so in one line and exits with 1", async () => {
    const nobody = await serve(() => undefined);
    servers.pop()?.close();
    const refused = await at(nobody, "list");
    expect(refused.code).toBe(1);
    expect(refused.err).toBe(
      `npc: No relay answers at ${nobody.url}. Start one with npm start, or name another with --url.\n`,
    );
    const page = await serve((_req, res) => res.end("<html>"));
    const other = await at(page, "list");
    expect(other.code).toBe(1);
    expect(other.err).toBe(`npc: What answers at ${page.url} is no Townsfolk relay.\n`);
  });

  test("takes address and key from .env, and shows an operator's key only", async () => {
    const relay = await relayWith({ keys: ["universe-key-of-this-test"], operatorKeys: ["operator-key-of-this-test"] });
    const env = `PORT=${new URL(relay.url).port}\nOPERATOR_KEYS=operator-key-of-this-test, another-operators-key\n`;
    await writeFile(join(folder, ".env"), env);
    expect((await npc(["list"])).code).toBe(0);
    const { code, err } = await npc(["list", "--key", "universe-key-of-this-test"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^npc: http\S+ does not let us in: This door takes an operator's key\.\n$/);
  });

  test.each([
    ["GET", "/npcs"],
    ["GET", "/npcs/guard"],
    ["GET", "/town"],
    ["POST", "/town"],
    ["GET", "/clean?idle=99999"],
    ["POST", "/clean"],
  ])("a universe's key opens none of its doors: %s %s", async (method, path) => {
    const relay = await relayWith({ keys: ["universe-key-of-this-test"] });
    const headers = { authorization: "Bearer universe-key-of-this-test" };
    const answer = await fetch(`${relay.url}/v1/admin${path}`, { method, headers });
    expect(((await answer.json()) as ErrorReply).error.code).toBe("unauthorized");
  });
});

describe("list, show, memory and history", () => {
  test("list and show tell of the cast, of what it has in the store, and of NPCs that have no sheet any more", async () => {
    const relay = await relayWith();
    await relay.talk("merchant", 7, "I like pears");
    await relay.context.db
      .insertInto("agents")
      .values({ mind: "letta-api", npc: "smith", agent: "agent-1", sheetHash: "" })
      .execute();
    const listed = jsonLines<Record<string, unknown>>((await at(relay, "list", "--json")).out);
    expect(listed).toMatchObject([
      { id: "guard", turns: 0 },
      { id: "innkeeper", sheet: { memory: "visit", model: "rehearsal" } },
      { id: "merchant", sheet: { memory: "player" }, conversations: 1, memories: 1, turns: 1 },
      { id: "smith", turns: 0 },
    ]);
    expect((await at(relay, "list")).out).toMatch(/^merchant +Tobin +player +rehearsal +1 +1 +1 +0\.0000$/m);
    expect((await at(relay, "show", "merchant")).out).toContain("Tobin is a travelling merchant");
    expect(await at(relay, "show", "smith")).toMatchObject({
      code: 1,
      err: 'npc: There is no NPC "smith"; there are guard, innkeeper, merchant.\n',
    });
  });

  test("memory shows and writes persona, world and human, all of it or nothing", async () => {
    const relay = await relayWith();
    await writeFile(join(folder, "persona.txt"), "A guard who fears geese.\nAnd swans.\n");
    const set = await at(relay, "memory", "guard", "--set", "persona=@persona.txt", "--set", "world=It snows.");
    expect(set.code).toBe(0);
    const read = await at(relay, "memory", "guard", "--json");
    const blocks = { persona: { value: "A guard who fears geese.\nAnd swans." }, world: { value: "It snows." } };
    expect(JSON.parse(read.out)).toMatchObject(blocks);
    const over = ["--set", "persona=Fine.", "--set", `world=${"x".repeat(4_001)}`];
    const refused = await at(relay, "memory", "guard", ...over);
    expect(refused).toMatchObject({ code: 1, out: "", err: "npc: world: has 4001 characters; its limit is 4000\n" });
    expect(await at(relay, "memory", "guard", "--json")).toEqual(read);
    expect((await at(relay, "memory", "guard", "7", "--set", "human=Likes pears")).out).toMatch(
      /^human \(11 of 2000 characters\)\n {2}Likes pears\n/,
    );
    expect((await at(relay, "memory", "guard", "7", "--set", "human=@nothing.txt")).err).toMatch(/no such file/);
  });

  test("history shows the newest turns, or every one over all pages", async () => {
    const relay = await relayWith({ turnLimits: { key: 999, server: 999, npc: 999, player: 999 } });
    for (let n = 1; n <= 103; n++) await relay.talk("guard", 7, `line ${n}`);
    const told = async (...args: string[]) =>
      jsonLines<{ text: string }>((await at(relay, "history", "guard", "7", "--json", ...args)).out).map(
        (turn) => turn.text,
      );
    expect(await told("--limit", "2")).toEqual(["line 103", "line 102"]);
    expect(await told()).toHaveLength(20);
    expect(await told("--all")).toEqual(Array.from({ length: 103 }, (_, n) => `line ${103 - n}`));
    expect((await at(relay, "history", "guard", "7", "--limit", "1")).out).toContain("  player: line 103\n  guard: ");
    expect((await at(relay, "history", "guard", "8")).out).toBe("They have not spoken, or it is forgotten.\n");
  });

  test("nothing that is stored steers the terminal", async () => {
    const relay = await relayWith();
    const headers = { authorization: "Bearer dev", "content-type": "application/json" };
    const body = JSON.stringify({ human: "Likes \u001b[2Jpears\u202e" });
    await fetch(`${relay.url}/v1/npcs/guard/players/7/memory`, { method: "PATCH", headers, body });
    const { out } = await at(relay, "memory", "guard", "7");
    expect(out).toContain("pears");
    for (const control of ["\u001b", "\u202e"]) expect(out).not.toContain(control);
  });
});

describe("talk", () => {
  test("takes each line of a pipe as a turn, in order, and shows acts", async () => {
    const relay = await relayWith();
    const input = "My name is Aurelia\n\n  \nWhat is my name?\nSome cider, I am thirsty";
    const { code, out } = await npc(["talk", "innkeeper", "--player", "7", "--url", relay.url], { input });
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain("My name is Aurelia");
    expect(lines[3]).toBe("(gives: Mug of cider)");
    expect((await at(relay, "history", "innkeeper", "7", "--json")).out.trimEnd().split("\n")).toHaveLength(3);
  });

  test("prints one JSON a turn, and ends with 1 at a line that is refused", async () => {
    const relay = await relayWith();
    const input = `Hello\n${"x".repeat(301)}\nNever said\n`;
    const { code, out, err } = await npc(["talk", "guard", "--json", "--url", relay.url], { input });
    expect(code).toBe(1);
    expect(jsonLines<TalkReply>(out)).toMatchObject([{ mind: "direct" }]);
    expect(err).toMatch(/^npc: text: must not be over 300 characters\n$/);
  });
});

describe("export and import", () => {
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
    const provider = await openProvider((_request, answer) => (answer.say("Yes."), answer.end()));
    servers.push(provider);
    const [old, next] = [await relayWith(), await relayWith({ provider: { baseUrl: provider.url, model: "m" } })];
    await old.talk("merchant", 7, "My goat is called Bartholomew");
    await at(old, "export", "town.gz");
    await at(next, "import", "town.gz");
    await next.talk("merchant", 7, "And?");
    expect(provider.requests.at(-1)?.body.messages.map((message) => message.content)).toContain(
      "My goat is called Bartholomew",
    );
  });

  test("the file is for its owner only, replaces an older one, and holds no word of a talk that is over", async () => {
    const relay = await relayWith();
    await writeFile(join(folder, "town.gz"), "old", { mode: 0o644 });
    await relay.talk("innkeeper", 7, "My name is Aurelia");
    await relay.send("s", { kind: "leave", npc: "innkeeper", player: 7 });
    expect((await at(relay, "export", "town.gz")).code).toBe(0);
    const rows = await rowsIn("town.gz");
    expect(rows.filter((row) => row.includes('"turns"'))).toHaveLength(1);
    expect(rows.join()).not.toContain("Aurelia");
    expect((await stat(join(folder, "town.gz"))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["town.gz"]);
  });

  test.each([
    ["breaks off", (res: Parameters<RequestListener>[1]) => void setTimeout(() => res.destroy(), 50)],
    ["ends too early", (res: Parameters<RequestListener>[1]) => res.end()],
  ])("an export that %s leaves the older file as it was, and nothing beside it", async (_what, end) => {
    const relay = await relayWith();
    await relay.talk("innkeeper", 7, "My name is Aurelia");
    const whole = await (await relay.get("/v1/admin/town")).text();
    const half = await serve((_req, res) => {
      res.write(whole.slice(0, whole.length / 2));
      end(res);
    });
    await writeFile(join(folder, "town.gz"), "old");
    const { code, err } = await at(half, "export", "town.gz");
    expect(code).toBe(1);
    expect(err).toMatch(oneLine);
    expect(await readFile(join(folder, "town.gz"), "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["town.gz"]);
  });

  test("an export is of one moment, and the relay goes on while nobody reads it", async () => {
    const relay = await relayWith();
    await relay.talk("guard", 7, "Before");
    const { db } = relay.context;
    const row = await db.selectFrom("turns").selectAll().executeTakeFirstOrThrow();
    for (let n = 0; n < 500; n++)
      await db
        .insertInto("turns")
        .values({ ...row, id: `big-${n}`, reply: "x".repeat(50_000) })
        .execute();
    const answer = await relay.get("/v1/admin/town");
    await relay.talk("guard", 7, "Said in between");
    const lines = (await answer.text()).trimEnd().split("\n");
    expect(lines.join()).not.toContain("Said in between");
    const [head, tail] = [lines[0], lines.at(-1)].map((line) => JSON.parse(line ?? "") as { counts: object });
    expect(head?.counts).toMatchObject({ turns: 501 });
    expect(tail?.counts).toEqual(head?.counts);
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
    const plain = await readFile(join(folder, "town.ndjson"), "utf8");
    await writeFile(join(folder, "spoilt.ndjson"), change(plain));
    const { code, out, err } = await at(next, "import", "spoilt.ndjson");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(oneLine);
    expect(err).toContain(why);
    await at(next, "export", "after.ndjson");
    expect(await rowsIn("after.ndjson")).toEqual([]);
  });

  test("a packed file that was cut, and one that is not there, are refused", async () => {
    const relay = await relayWith();
    await writeFile(join(folder, "cut.gz"), gzipSync("x".repeat(9_999)).subarray(0, 30));
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
    const strict = await relayWith({ sheetsDir: join(import.meta.dirname, "../npcs"), isRestricted: false });
    const { out } = await at(strict, "import", "town.gz", "--json");
    expect(JSON.parse(out)).toMatchObject({ taken: { memories: 1, turns: 2 }, leftOut: 1 });
    expect(await (await strict.get("/v1/npcs/merchant/players/7/memory")).json()).toMatchObject({
      human: { value: "" },
    });
  });
});

describe("clean", () => {
  test("shows and asks before it removes: a dry run, and nobody to ask, change nothing", async () => {
    const relay = await relayWith();
    await relay.talk("merchant", 7, "I like pears");
    await ageBy(relay, 40);
    await at(relay, "export", "before.gz");
    expect(await at(relay, "clean", "--dry-run")).toMatchObject({
      code: 0,
      out: says(/1 conversation in which nothing was said[^]*with 1 turn and 0 memories/),
    });
    expect(await at(relay, "clean")).toMatchObject({ code: 1, err: says(/Nothing was removed/) });
    await at(relay, "export", "after.gz");
    expect(await rowsIn("after.gz")).toEqual(await rowsIn("before.gz"));
    expect((await at(relay, "clean", "--idle", "50d", "--yes")).out).toBe("There is nothing to remove.\n");
  });

  test("removes what is idle with its words, keeps what the sheet keeps, and leaves a fresh talk alone", async () => {
    const relay = await relayWith();
    await relay.talk("merchant", 7, "I like pears");
    await relay.talk("guard", 8, "I like plums");
    await ageBy(relay, 40);
    await relay.talk("merchant", 9, "I like figs");
    const cleaned = await at(relay, "clean", "--yes", "--json");
    expect(cleaned.code).toBe(0);
    const removed = { conversations: 2, turns: 2, memories: 1, players: 0, stuck: { conversations: 0, orphans: [] } };
    expect(JSON.parse(cleaned.out)).toMatchObject(removed);
    await at(relay, "export", "town.gz");
    const rows = (await rowsIn("town.gz")).join("\n");
    expect(rows).not.toContain("I like plums");
    expect(rows).not.toContain('"text":"I like pears"');
    expect(rows).toContain('"human":"I like pears"');
    expect(rows).toContain('"text":"I like figs"');
    expect((await relay.talk("merchant", 7, "What do I like?")).reply).toContain("pears");
  });

  test("removes players of whom nothing is left, and nobody else", async () => {
    const relay = await relayWith();
    for (const player of [7, 8, 9]) await relay.talk("guard", player, "I like pears");
    await ageBy(relay, 40);
    await relay.talk("guard", 9, "Hello again");
    // As retention does with what is old.
    await relay.context.db.deleteFrom("turns").where("text", "=", "I like pears").execute();
    const plan = JSON.parse((await at(relay, "clean", "--dry-run", "--json")).out) as object;
    expect(plan).toMatchObject({ conversations: 2, memories: 2, players: 2 });
    expect(JSON.parse((await at(relay, "clean", "--yes", "--json")).out)).toMatchObject({ players: 2 });
    const left = await relay.context.db.selectFrom("players").select("userId").execute();
    expect(left).toEqual([{ userId: 9 }]);
  });

  test("is refused for what may still go on", async () => {
    const relay = await relayWith();
    expect(await at(relay, "clean", "--idle", "0h")).toMatchObject({ code: 1, err: says(/an hour/) });
    const before = new Date().toISOString();
    const answer = await relay.post("/v1/admin/clean", { before });
    expect(((await answer.json()) as ErrorReply).error.code).toBe("bad_request");
  });
});

test("a universe's key is made, listed and revoked, and is seen once only", async () => {
  const relay = await relayWith();
  const made = await at(relay, "key", "create", "kingdoms");
  const [key = ""] = /tf_\S+/.exec(made.out) ?? [];
  expect((await relay.get("/v1/npcs", key)).status).toBe(200);
  const listed = await at(relay, "key", "list");
  expect(listed.out).toContain("kingdoms");
  expect(listed.out).not.toContain(key);
  const id = key.split("_")[1] ?? "";
  expect((await at(relay, "key", "revoke", id)).code).toBe(0);
  expect((await relay.get("/v1/npcs", key)).status).toBe(401);
  expect(await at(relay, "key", "revoke", id)).toMatchObject({
    code: 1,
    err: expect.stringContaining("no valid key") as string,
  });
  expect((await at(relay, "key", "create")).code).toBe(2);
});

test("a player is erased with a receipt", async () => {
  const relay = await relayWith();
  await relay.talk("guard", 77, "I like plums");
  expect((await at(relay, "erase", "77")).out).toMatch(/^Forgotten\. Receipt [0-9a-f-]{36}, done at /);
  expect((await at(relay, "erase", "77")).out).toContain("nothing to forget");
  expect((await at(relay, "erase", "somebody")).code).toBe(2);
});
