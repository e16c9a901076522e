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
  const open = async (): Promise<TestRelay> => {
    const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-letta-"));
    ends.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
    const relay = await openRelay({ databaseUrl, dataDir, mind: "letta-app-server", ...UNHURRIED });
    ends.push(() => relay.close());
    return relay;
  };
  const [a, b] = await Promise.all([open(), open()]);
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
}, 120_000);
