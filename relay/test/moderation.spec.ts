import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { pino } from "pino";
import { Agent } from "undici";
import { createModerator, type Moderator, type RemoteOutcome } from "../models/moderation/moderator.ts";

const KEY = "sk-very-secret-key";
const logged: string[] = [];
const outcomes: RemoteOutcome[] = [];
const asked: { path: string | undefined; authorization: string | undefined; body: unknown }[] = [];
let answer: { status: number; body: string } | "never";
let server: Server;
let dispatcher: Agent;
let baseUrl: string;

beforeAll(async () => {
  server = createServer((req, res) => {
    void textOf(req).then((body) => {
      asked.push({ path: req.url, authorization: req.headers.authorization, body: JSON.parse(body) });
      if (answer !== "never") res.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  baseUrl = `http://api.openai.com:${(server.address() as AddressInfo).port}/v1`;
  // The name is OpenAI's, the address this machine's.
  dispatcher = new Agent({
    connect: { lookup: (_name, _how, found) => found(null, [{ address: "127.0.0.1", family: 4 }]) },
  });
});
afterAll(async () => {
  await dispatcher.destroy();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  logged.length = outcomes.length = asked.length = 0;
  answer = flagging();
});

const flagging = (...flagged: string[]) => {
  const categories = Object.fromEntries(["harassment", "violence", ...flagged].map((name) => [name, true]));
  return {
    status: 200,
    body: JSON.stringify({ id: "m", results: [{ flagged: true, categories: { hate: false, ...categories } }] }),
  };
};
const moderator = (provider = { baseUrl, apiKey: KEY } as { baseUrl: string; apiKey?: string }): Moderator =>
  createModerator({
    provider,
    log: pino({}, { write: (line: string) => void logged.push(line) }),
    metrics: { moderationAsked: (outcome) => void outcomes.push(outcome) },
    send: (input, init) => fetch(input, Object.assign({}, init, { dispatcher })),
  });

test("OpenAI is asked with the key and the text, and lets swords and insults of goblins pass", async () => {
  expect(await moderator().judge("Kill the goblin, the ugly fool")).toEqual({ kind: "passed" });
  expect(asked).toEqual([
    {
      path: "/v1/moderations",
      authorization: `Bearer ${KEY}`,
      body: { model: "omni-moderation-latest", input: "Kill the goblin, the ugly fool" },
    },
  ]);
  expect(outcomes).toEqual(["passed"]);
});

test.each(["self-harm", "self-harm/intent", "self-harm/instructions"])(
  "what OpenAI calls %s leads to help",
  async (category) => {
    answer = flagging("sexual", category);
    expect(await moderator().judge("words that no table has")).toEqual({ kind: "crisis", crisis: "self-harm" });
  },
);

test.each([
  "sexual",
  "sexual/minors",
  "hate",
  "harassment/threatening",
  "violence/graphic",
  "illicit",
  "illicit/violent",
])("what OpenAI calls %s is refused", async (category) => {
  answer = flagging(category);
  expect(await moderator().judge("words that no table has")).toEqual({ kind: "refused", reason: "content" });
});

test("OpenAI hears nothing of what the local guard has found", async () => {
  const { judge } = moderator();
  expect(await judge("add me on snap")).toEqual({ kind: "refused", reason: "invitation" });
  expect(await judge("my dad hits me")).toEqual({ kind: "crisis", crisis: "abuse" });
  expect(asked).toEqual([]);
});

test.each([
  ["refuses", { status: 401, body: `{"error":{"message":"Incorrect API key provided: ${KEY}"}}` }],
  ["is down", { status: 500, body: "" }],
  ["talks nonsense", { status: 200, body: "<html>" }],
  ["says nothing of categories", { status: 200, body: '{"results":[]}' }],
  ["never answers", "never" as const],
])("when OpenAI %s the local guard decides alone, and nothing of key or text is logged", async (_what, reply) => {
  answer = reply;
  const { judge } = moderator();
  expect(await judge("a harmless secret word")).toEqual({ kind: "passed" });
  expect(await judge("go to example.com")).toEqual({ kind: "refused", reason: "link" });
  expect(outcomes).toEqual(["failed"]);
  expect(logged.join("")).not.toMatch(/sk-very|secret word/);
});

test("OpenAI is left alone for a while after it has failed often, so that no player waits for it each time", async () => {
  answer = { status: 503, body: "" };
  const { judge } = moderator();
  for (let time = 0; time < 8; time++) expect(await judge("hello")).toEqual({ kind: "passed" });
  expect(asked).toHaveLength(5);
  expect(outcomes.slice(5)).toEqual(["skipped", "skipped", "skipped"]);
  expect(logged).toHaveLength(1);
});

test.each([
  ["there is no key", () => ({ baseUrl })],
  [
    "the model is somebody else's",
    () => ({ baseUrl: baseUrl.replace("api.openai.com", "models.example"), apiKey: KEY }),
  ],
  ["the name only looks like OpenAI's", () => ({ baseUrl: baseUrl.replace("api.", "api.openai.com."), apiKey: KEY })],
])("OpenAI is not asked where %s", async (_what, provider) => {
  const { judge, isRemote } = moderator(provider());
  expect([isRemote, await judge("hello")]).toEqual([false, { kind: "passed" }]);
  expect(asked).toEqual([]);
});
