import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { filesWith } from "../support/letta-harness.ts";
import { type PostgresServer, startPostgres, tell } from "../support/postgres.ts";
import { openRelay, type TestRelay, UNHURRIED } from "../support/relay.ts";

let server: PostgresServer;
let ends: (() => unknown)[] = [];
beforeAll(async () => (server = await startPostgres()));
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
  ends = [];
  await server.stop();
});

test("a talk moves with its words from one relay's own Letta to another's, and is left on neither when it is over", async () => {
  const databaseUrl = await server.database();
  const [a, b] = await Promise.all([open(databaseUrl), open(databaseUrl)]);
  const threads = () => tell(databaseUrl, "select thread from threads");
  const [said, then] = ["My xylorimba is gone", "Have you seen it?"];

  expect((await a.talk("guard", 1, said)).mind).toBe("letta-app-server");
  const [before] = await threads();
  expect(before?.["thread"]).toMatch(/^[0-9a-f]{8}\|/);
  expect(await filesWith(a.dataDir, said)).not.toEqual([]);

  expect((await b.talk("guard", 1, then)).mind).toBe("letta-app-server");
  const [after] = await threads();
  expect(after?.["thread"]).toMatch(/^[0-9a-f]{8}\|/);
  expect(String(after?.["thread"]).slice(0, 8)).not.toBe(String(before?.["thread"]).slice(0, 8));
  expect(await filesWith(a.dataDir, said)).toEqual([]);
  expect(await filesWith(b.dataDir, said)).not.toEqual([]);

  await a.send("s", { kind: "leave", npc: "guard", player: 1 });
  for (let tries = 0; (await threads()).length > 0 && tries < 200; tries++) await sleep(100);
  expect(await threads()).toEqual([]);
  for (const { dataDir } of [a, b]) expect(await filesWith(dataDir, "xylorimba")).toEqual([]);
});

describe("a player is erased while the relay is away on whose own Letta there are words", () => {
  const word = "glockenspiel";
  let databaseUrl: string;
  let a: TestRelay;
  let b: TestRelay;
  beforeEach(async () => {
    databaseUrl = await server.database();
    [a, b] = await Promise.all([open(databaseUrl), open(databaseUrl)]);
    expect((await a.talk("guard", 1, `My ${word} is gone`)).mind).toBe("letta-app-server");
    await a.close();
    const answer = await erase(b);
    expect(answer.status).toBe(503);
    expect(JSON.stringify(await answer.json())).toMatch(/"not_ready".*on the Letta of relay [0-9a-f]{8}, which is not/);
    expect(await tell(databaseUrl, `select * from players`)).toEqual([]);
    expect(await filesWith(a.dataDir, word)).not.toEqual([]);
  });

  const isDone = async (): Promise<boolean> => {
    const [row] = await tell(databaseUrl, `select "doneAt" from erasures`);
    return row?.["doneAt"] !== null;
  };

  test("it is forgotten when that is back, and only then is the erasure done", async () => {
    const again = await open(databaseUrl, a.dataDir);
    const left = () => tell(databaseUrl, `select * from "leftBehind"`);
    for (let tries = 0; (await left()).length > 0 && tries < 300; tries++) await sleep(100);
    expect(await filesWith(again.dataDir, word)).toEqual([]);
    expect(await isDone()).toBe(false);
    await again.close();
    await open(databaseUrl, a.dataDir);
    for (let tries = 0; !(await isDone()) && tries < 100; tries++) await sleep(100);
    expect(await isDone()).toBe(true);
  });

  test("or when the operator says that its folder is no more", async () => {
    const [row] = await tell(databaseUrl, `select relay from "leftBehind"`);
    const before = new Date(Date.now() - 7_200_000).toISOString();
    const cleaned = await b.post("/v1/admin/clean", { before, orphans: false, gone: row?.["relay"] });
    expect(cleaned.status).toBe(200);
    await b.close();
    await open(databaseUrl, b.dataDir);
    for (let tries = 0; !(await isDone()) && tries < 100; tries++) await sleep(100);
    expect(await isDone()).toBe(true);
  });
});

async function open(databaseUrl: string, folder?: string): Promise<TestRelay> {
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), "townsfolk-letta-")));
  ends.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const relay = await openRelay({ databaseUrl, dataDir, mind: "letta-app-server", ...UNHURRIED });
  ends.push(() => relay.close());
  return relay;
}

const erase = ({ url }: TestRelay): Promise<Response> =>
  fetch(`${url}/v1/players/1`, { method: "DELETE", headers: { authorization: "Bearer dev" } });
