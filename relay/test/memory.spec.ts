import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { sql } from "kysely";
import type { ErrorReply } from "../../game/townsfolk/wire/contract.ts";
import { textOf } from "../models/chat.ts";
import { openProvider, type Reply, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";
import { copySheets } from "./support/sheets.ts";

interface Human {
  human: { value: string; limit: number };
  version: string;
}
interface Blocks {
  persona: { value: string; limit: number };
  world: { value: string; limit: number };
  version: string;
}

let relay: TestRelay;
let provider: TestProvider;
let model: Reply;
let sheetsDir: string;
let player = 0;

const remember =
  (fact: string): Reply =>
  (request, answer) => {
    const isFirst = request.messages.at(-1)?.role === "user";
    if (isFirst) {
      answer.say("I hear you.");
      answer.call("remember", { fact });
    }
    answer.end();
  };
const echo: Reply = (_request, answer) => (answer.say("Yes."), answer.end());
const human = `/v1/npcs/innkeeper/players`;
const patch = (path: string, body: unknown, ifMatch?: string) =>
  fetch(`${relay.url}${path}`, {
    method: "PATCH",
    headers: {
      authorization: "Bearer dev",
      "content-type": "application/json",
      ...(ifMatch !== undefined && { "if-match": ifMatch }),
    },
    body: JSON.stringify(body),
  });
const readHuman = async (): Promise<Human> => (await (await relay.get(`${human}/${player}/memory`)).json()) as Human;
const readBlocks = async (npc = "guard"): Promise<Blocks> =>
  (await (await relay.get(`/v1/npcs/${npc}/memory`)).json()) as Blocks;
const codeOf = async (response: Response) => `${response.status} ${((await response.json()) as ErrorReply).error.code}`;

beforeAll(async () => {
  sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await copySheets(sheetsDir);
  const file = join(sheetsDir, "merchant.md");
  await writeFile(
    file,
    (await readFile(file, "utf8")).replace("name: Tobin", "name: Tobin\nmemory: player\nlimits: { human: 60 }"),
  );
  provider = await openProvider((request, answer) => model(request, answer));
  relay = await openRelay({ sheetsDir, isRestricted: true, provider: { baseUrl: provider.url, model: "m" } });
});
afterAll(async () => {
  await closeRelay(relay);
  provider.close();
  await rm(sheetsDir, { recursive: true });
});
beforeEach(() => {
  model = echo;
  provider.requests.length = 0;
  player += 1;
});

test("what an NPC remembers is in the model's next turn, and the player waits for no second call before the answer", async () => {
  model = remember("Likes pears");
  expect((await relay.talk("innkeeper", player, "I like pears")).reply).toBe("I hear you.");
  expect(provider.requests).toHaveLength(1);
  expect(await readHuman()).toMatchObject({ human: { value: "Likes pears", limit: 2000 }, version: "1" });
  model = echo;
  await relay.talk("innkeeper", player, "What do I like?");
  expect(JSON.stringify(provider.requests.at(-1)?.body)).toContain("Likes pears");
});

test("the same fact is kept once, forget takes it out, and the oldest make room for the newest", async () => {
  const tell = async (npc: string, fact: string) => {
    model = remember(fact);
    await relay.talk(npc, player, "Listen");
  };
  for (const fact of ["Has a cat.", "Lives by the mill", "has a CAT"]) await tell("innkeeper", fact);
  expect((await readHuman()).human.value).toBe("Lives by the mill\nhas a CAT");
  model = (_request, answer) => (answer.say("Gone."), answer.call("forget", { fact: "cat" }), answer.end());
  await relay.talk("innkeeper", player, "Forget the cat");
  expect((await readHuman()).human.value).toBe("Lives by the mill");
  for (const n of [1, 2, 3, 4]) await tell("merchant", `Fact number ${n}: ${"x".repeat(12)}`);
  const kept = (await (await relay.get(`/v1/npcs/merchant/players/${player}/memory`)).json()) as Human;
  expect(kept.human.value).toBe(`Fact number 3: ${"x".repeat(12)}\nFact number 4: ${"x".repeat(12)}`);
});

test("facts that differ in a vowel sign alone are two, as in Hindi", async () => {
  for (const fact of ["मेरा भाई राम है", "मेरा भाई रोम है"]) {
    model = remember(fact);
    await relay.talk("innkeeper", player, "Listen.");
  }
  expect((await readHuman()).human.value.split("\n")).toHaveLength(2);
});

test("what a model calls for and the store does not take is told the model, and the turn goes on", async () => {
  await sql`create trigger noRoom before insert on memories begin select raise(abort, 'no room'); end`.execute(
    relay.context.db,
  );
  model = (request, answer) => {
    const last = request.messages.at(-1);
    if (last?.role === "user") answer.call("remember", { fact: "Likes tea." });
    else answer.say(`I was told: ${last === undefined ? "" : textOf(last)}`);
    answer.end();
  };
  const reply = await relay
    .talk("innkeeper", player, "I like tea.")
    .finally(() => sql`drop trigger noRoom`.execute(relay.context.db));
  expect(reply).toMatchObject({ reply: "I was told: That did not work.", mind: "direct" });
  expect(reply.fallback).toBeUndefined();
});

test("memory of the visit is gone when the talk ends; memory of the player stays, also over a restart", async () => {
  model = remember("Plays the lute");
  await relay.talk("innkeeper", player, "I play the lute");
  await relay.talk("merchant", player, "I play the lute");
  await relay.send("s", { kind: "leave", npc: "innkeeper", player }, { kind: "leave", npc: "merchant", player });
  await relay.close();
  const { dataDir } = relay;
  relay = await openRelay({ dataDir, sheetsDir, isRestricted: true, provider: { baseUrl: provider.url, model: "m" } });
  expect((await readHuman()).human.value).toBe("");
  model = echo;
  await relay.talk("merchant", player, "What do I play?");
  const sent = JSON.stringify(provider.requests.at(-1)?.body);
  expect(sent).toContain("Plays the lute");
  expect(sent).toContain("I play the lute");
});

test("a sheet that keeps players in mind is refused where the experience is not Restricted", async () => {
  await expect(openRelay({ sheetsDir })).rejects.toThrow(/merchant\.md: memory: .*EXPERIENCE_RATING=restricted/);
});

test("an operator reads and writes what an NPC knows of a player, and sees what was stored", async () => {
  const answer = await patch(`${human}/${player}/memory`, { human: "Is allergic to nuts" });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("etag")).toBe('"1"');
  expect(await answer.json()).toEqual({ human: { value: "Is allergic to nuts", limit: 2000 }, version: "1" });
  expect(await readHuman()).toMatchObject({ human: { value: "Is allergic to nuts" } });
});

test.each([
  ["a block that does not exist", { persona: "x" }, undefined, "400 unknown_block"],
  ["more than the limit", { human: "x".repeat(2001) }, undefined, "400 over_limit"],
  ["a value of the wrong type", { human: 7 }, undefined, "400 bad_request"],
  ["no block at all", {}, undefined, "400 bad_request"],
  ["a version that is not the newest", { human: "new" }, '"0"', "412 stale_version"],
])("human refuses %s and stays as it was", async (_what, body, ifMatch, expected) => {
  await patch(`${human}/${player}/memory`, { human: "before" });
  expect(await codeOf(await patch(`${human}/${player}/memory`, body, ifMatch))).toBe(expected);
  expect(await readHuman()).toEqual({ human: { value: "before", limit: 2000 }, version: "1" });
});

test.each([
  ['"abc"', "412 stale_version"],
  ['W/"1"', "412 stale_version"],
  ['"01"', "412 stale_version"],
  ['"1.0"', "412 stale_version"],
  ['"2", "3"', "412 stale_version"],
  ["1", "400 bad_request"],
  ['"1', "400 bad_request"],
  ['w/"1"', "400 bad_request"],
  ['"1" "2"', "400 bad_request"],
  ['*, "1"', "400 bad_request"],
  ["", "412 stale_version"],
])("If-Match: %s is not the version that is there, and changes nothing", async (ifMatch, expected) => {
  await patch(`${human}/${player}/memory`, { human: "before" });
  expect(await codeOf(await patch(`${human}/${player}/memory`, { human: "after" }, ifMatch))).toBe(expected);
  expect(await readHuman()).toEqual({ human: { value: "before", limit: 2000 }, version: "1" });
  const blocks = await readBlocks();
  expect(await codeOf(await patch("/v1/npcs/guard/memory", { world: "after" }, ifMatch))).toBe(expected);
  expect(await readBlocks()).toEqual(blocks);
});

test.each(["*", '"1"', '"0", "1"', ' ,"7,8" ,W/"1", "1",'])(
  "If-Match: %s takes the version that is there",
  async (ifMatch) => {
    await patch(`${human}/${player}/memory`, { human: "before" });
    const answer = await patch(`${human}/${player}/memory`, { human: "after" }, ifMatch);
    expect([answer.status, answer.headers.get("etag")]).toEqual([200, '"2"']);
  },
);

test("a test player of Studio, whose id is negative, has memory and history and can be erased", async () => {
  model = remember("Likes pears");
  const path = "/v1/npcs/innkeeper/players/-1";
  await relay.talk("innkeeper", -1, "I like pears");
  expect(await (await relay.get(`${path}/turns`)).json()).toMatchObject({ turns: [{ text: "I like pears" }] });
  expect(await (await relay.get(`${path}/memory`)).json()).toMatchObject({ human: { value: "Likes pears" } });
  expect((await patch(`${path}/memory`, { human: "Likes plums" }, '"1"')).status).toBe(200);
  const headers = { authorization: "Bearer dev" };
  const erased = await fetch(`${relay.url}/v1/players/-1`, { method: "DELETE", headers });
  expect(await erased.json()).toMatchObject({ receipt: expect.any(String) as string });
  expect(await (await relay.get(`${path}/turns`)).json()).toEqual({ turns: [] });
  expect(await (await relay.get(`${path}/memory`)).json()).toMatchObject({ human: { value: "" } });
  await relay.send("s", { kind: "leave", npc: "innkeeper", player: -1 });
});

test("persona and world are changed together and are in the very next turn of an open conversation", async () => {
  await relay.talk("guard", player, "Hello");
  const before = await readBlocks();
  const answer = await patch(
    "/v1/npcs/guard/memory",
    { persona: "A guard who fears geese.", world: "It snows." },
    `"${before.version}"`,
  );
  expect(answer.status).toBe(200);
  const after = (await answer.json()) as Blocks;
  expect(after).toMatchObject({ persona: { value: "A guard who fears geese." }, world: { value: "It snows." } });
  expect(after).toEqual(await readBlocks());
  await relay.talk("guard", player, "And?");
  const sent = JSON.stringify(provider.requests.at(-1)?.body);
  expect(sent).toContain("fears geese");
  expect(sent).toContain("It snows.");
});

test.each([
  ["one block over its limit", { persona: "Fine.", world: "x".repeat(4001) }, undefined, "400 over_limit"],
  ["a block that does not exist", { persona: "Fine.", humour: "dry" }, undefined, "400 unknown_block"],
  ["an empty persona", { persona: " ", world: "Fine." }, undefined, "400 bad_request"],
  ["a stale version", { persona: "Fine." }, '"99.99"', "412 stale_version"],
  ["a list", ["persona"], undefined, "400 unknown_block"],
])("persona and world refuse %s, and neither changes", async (_what, body, ifMatch, expected) => {
  const before = await readBlocks();
  expect(await codeOf(await patch("/v1/npcs/guard/memory", body, ifMatch))).toBe(expected);
  expect(await readBlocks()).toEqual(before);
});

test("what was written over a sheet outlives a restart, until somebody edits the sheet", async () => {
  await patch("/v1/npcs/innkeeper/memory", { persona: "Marla has turned pirate." });
  await relay.close();
  relay = await openRelay({
    dataDir: relay.dataDir,
    sheetsDir,
    isRestricted: true,
    provider: { baseUrl: provider.url, model: "m" },
  });
  expect((await readBlocks("innkeeper")).persona.value).toBe("Marla has turned pirate.");
  const file = join(sheetsDir, "innkeeper.md");
  await writeFile(file, `${await readFile(file, "utf8")}\nShe is a baker again.\n`);
  await until(async () => (await readBlocks("innkeeper")).persona.value.endsWith("She is a baker again."));
});

test("turns older than is kept are gone, words and all, while the relay runs", async () => {
  const [clock, every] = [performance.now.bind(performance), globalThis.setInterval];
  // What the relay does every half a minute it does ten times a second here.
  globalThis.setInterval = ((work: () => void, ms: number) => every(work, ms / 300)) as typeof setInterval;
  const short = await openRelay({ keepTurnsDays: 30, provider: { baseUrl: provider.url, model: "m" } });
  const history = async () => (await short.get(`/v1/npcs/guard/players/${player}/turns`)).text();
  try {
    await short.talk("guard", player, "An old word");
    expect(await history()).toContain("An old word");
    performance.now = () => clock() + 31 * 86_400_000;
    await short.talk("guard", player, "A new word");
    await until(async () => (JSON.parse(await history()) as { turns: unknown[] }).turns.length === 1);
    expect(await history()).toContain("A new word");
  } finally {
    performance.now = clock;
    globalThis.setInterval = every;
    await closeRelay(short);
  }
});

test("memory of nobody's NPC is a 404, and wants a key", async () => {
  expect(await codeOf(await relay.get("/v1/npcs/nobody/memory"))).toBe("404 unknown_npc");
  expect(await codeOf(await patch(`/v1/npcs/nobody/players/1/memory`, { human: "x" }))).toBe("404 unknown_npc");
  expect(await codeOf(await relay.get("/v1/npcs/guard/memory", "wrong"))).toBe("401 unauthorized");
});

test("history is read newest first, in pages, and each turn is in it once", async () => {
  for (const n of [1, 2, 3, 4, 5]) await relay.talk("guard", player, `line ${n}`);
  const pages: { turns: { text: string; reply: string; status: string }[]; next?: string }[] = [];
  for (let next: string | undefined = ""; next !== undefined;) {
    const page = (await (
      await relay.get(`/v1/npcs/guard/players/${player}/turns?limit=2${next && `&before=${next}`}`)
    ).json()) as (typeof pages)[0];
    pages.push(page);
    next = page.next;
  }
  expect(pages.map((page) => page.turns.length)).toEqual([2, 2, 1]);
  expect(pages.flatMap((page) => page.turns).map((turn) => turn.text)).toEqual([
    "line 5",
    "line 4",
    "line 3",
    "line 2",
    "line 1",
  ]);
  expect(pages[0]?.turns[0]).toMatchObject({ reply: "Yes.", status: "done", mind: "direct" });
  const turn = "00000000-0000-4000-8000-000000000000";
  for (const before of ["x", `${"9".repeat(20)}_${turn}`, `${"1".repeat(400)}_${turn}`])
    expect((await relay.get(`/v1/npcs/guard/players/${player}/turns?before=${before}`)).status).toBe(400);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}
