import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { type GuardServer, judgedIn, openGuardServer, writes } from "./support/guard-server.ts";
import { openProvider, type Reply, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay, UNHURRIED } from "./support/relay.ts";

let relay: TestRelay;
let provider: TestProvider;
let guardServer: GuardServer;
let model: Reply;
beforeAll(async () => {
  provider = await openProvider((request, answer) => model(request, answer));
  guardServer = await openGuardServer((asked, res) =>
    writes(judgedIn(asked).includes("sunsets") ? "unsafe\nS11" : "safe")(asked, res),
  );
  relay = await openRelay({
    ...UNHURRIED,
    mind: "letta-app-server",
    provider: { baseUrl: provider.url, model: "m" },
    guard: { model: "llama-guard3", baseUrl: guardServer.url, deadlineMs: 5_000, failsClosed: true },
  });
});
afterAll(async () => {
  await closeRelay(relay);
  provider.close();
  guardServer.close();
});

/** The files that hold these words, once the store has written its log. */
const filesWith = async (words: string): Promise<string[]> => {
  await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(relay.context.db);
  // Letta may take one away meanwhile.
  const ofNothing = () => Buffer.of();
  const files = (await readdir(relay.dataDir, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name));
  const holding = await Promise.all(paths.map(async (path) => (await readFile(path).catch(ofNothing)).includes(words)));
  return paths.filter((_path, at) => holding[at]);
};

test("what only the guard has found is not kept by Letta either, and the talk goes on with what was said before", async () => {
  model = (_request, answer) => (answer.say("Well met, plum lover."), answer.end());
  expect((await relay.talk("innkeeper", 1, "I love plums above all")).reply).toBe("Well met, plum lover.");
  model = async (_request, answer) => {
    answer.say("The lamps ");
    await Promise.race([answer.closed, new Promise((done) => setTimeout(done, 4_000))]);
    answer.end();
  };
  const cared = await relay.talk("innkeeper", 1, "no more sunsets for me after this one");
  expect(cared.care).toBeDefined();
  expect(cared.mind).toBe("guard");
  model = (_request, answer) => (answer.say("Good day."), answer.end());
  const { reply, mind } = await relay.talk("innkeeper", 1, "Good day again");
  expect([reply, mind]).toEqual(["Good day.", "letta-app-server"]);
  const asked = JSON.stringify(provider.requests.at(-1)?.body);
  expect(asked).not.toContain("sunsets");
  expect(asked).toContain("plums");
  expect(await filesWith("more sunsets")).toEqual([]);
});
