import { getEventListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json as jsonOf } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { banner } from "../../banner.ts";
import type { ChatRequest } from "../../models/chat.ts";
import { openServer, type ProviderSettings } from "../../models/client/provider.ts";
import { watchServer } from "../../models/client/server-watch.ts";
import { createLogger } from "../../observe/logger.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { SHIPPED_NPCS } from "../support/sheets.ts";
import { ends, json, stream, words } from "../support/wire.ts";

type Take = (req: IncomingMessage, res: ServerResponse, body: ChatRequest | undefined) => void;

let relay: TestRelay | undefined;
let server: Server;
let port: number;
let take: Take;
const well = (res: ServerResponse) => stream(res, words("Good evening."), ends());
const listen = (at = 0) => new Promise<void>((done) => server.listen(at, "127.0.0.1", done));
const says = (message: string, code: string) => ({ error: { message, code } });

async function look(settings: Partial<ProviderSettings> = {}) {
  const provider = { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: "sk-1", model: "m", ...settings };
  relay = await openRelay({ asksModelAtStart: true, provider });
  await relay.looked;
  return readiness(relay);
}

async function readiness({ get }: TestRelay) {
  const answer = await get("/readyz");
  return { status: answer.status, ...((await answer.json()) as { why?: string; modelServer?: object; model: string }) };
}

beforeEach(async () => {
  server = createServer((req, res) => {
    if (req.method === "GET") take(req, res, undefined);
    else void jsonOf(req).then((body) => take(req, res, body as ChatRequest));
  });
  await listen();
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  await closeRelay(relay);
  relay = undefined;
  server.closeAllConnections();
  server.close();
});

test("a server that is well is told with its address, its model, tools and streaming", async () => {
  const asked: ChatRequest[] = [];
  take = (_req, res, body) => {
    if (body) asked.push(body);
    well(res);
  };
  const address = `http://127.0.0.1:${port}/v1`;
  expect(await look()).toMatchObject({
    status: 200,
    ready: true,
    mind: "direct",
    modelServer: { address, isReachable: true, model: "m", tools: true, streaming: true },
  });
  expect(asked).toHaveLength(1);
  expect(asked[0]?.tools).toHaveLength(1);
  expect(relay && banner(relay)).toContain(`server    ${address} (takes tools; streams)`);
});

test("what it lacks is told: tools, streaming", async () => {
  take = (_req, res, body) =>
    body?.tools
      ? json(res, 400, says("tiny:1b does not support tools", "api_error"))
      : json(res, 200, { choices: [{ message: { content: "Good evening." }, finish_reason: "stop" }] });
  expect(await look()).toMatchObject({ ready: true, modelServer: { tools: false, streaming: false } });
  expect(relay && banner(relay)).toMatch(/takes no tools, so NPCs speak and do not act; does not stream/);
});

test.each([
  ["0.0.0.0", true],
  ["127.0.0.1", false],
])("whether others reach it is told with its address: HOST=%s", async (host, isTold) => {
  relay = await openRelay({ host });
  expect(banner(relay).includes(`(and this machine's other addresses: HOST=${host})`)).toBe(isTold);
});

test("an address without /v1 is found, and told as it is", async () => {
  take = (req, res) => (req.url?.startsWith("/v1/") ? well(res) : void res.writeHead(404).end("404 page not found"));
  const found = await look({ baseUrl: `http://127.0.0.1:${port}` });
  expect(found).toMatchObject({ ready: true, modelServer: { address: `http://127.0.0.1:${port}/v1` } });
  expect(await relay?.talk("guard", 1, "Good evening")).toMatchObject({ reply: "Good evening." });
});

test("an address without /v1 is found also where the server says with 200 that there is nothing, and its models too", async () => {
  take = (req, res) => {
    if (!req.url?.startsWith("/v1/")) json(res, 200, { error: `Unexpected endpoint or method. (${req.url})` });
    else if (req.method === "GET") json(res, 200, { data: [{ id: "llama" }] });
    else well(res);
  };
  const baseUrl = `http://127.0.0.1:${port}`;
  relay = await openRelay({ asksModelAtStart: true, provider: { baseUrl } });
  await relay.looked;
  expect(await readiness(relay)).toMatchObject({
    ready: true,
    modelServer: { address: `${baseUrl}/v1`, model: "llama" },
  });
});

test.each<[string, Take, RegExp]>([
  ["a wrong path, by FastAPI", (_req, res) => json(res, 404, { detail: "Not Found" }), /OPENAI_BASE_URL.*\/v1/],
  [
    "a wrong path, by llama.cpp",
    (_req, res) => json(res, 404, { error: { code: 404, message: "File Not Found", type: "not_found_error" } }),
    /OPENAI_BASE_URL.*\/v1/,
  ],
  ["a wrong method", (_req, res) => void res.writeHead(405).end("Method Not Allowed"), /OPENAI_BASE_URL/],
  ["a refusal without a word", (_req, res) => void res.writeHead(401).end(), /401: Unauthorized.*OPENAI_API_KEY/],
  ["a gateway's refusal", (_req, res) => json(res, 403, { message: "Forbidden" }), /403: Forbidden.*OPENAI_API_KEY/],
  [
    "a page that asks who one is",
    (_req, res) => void res.writeHead(403).end("<!doctype html><title>Just a moment</title>"),
    /403: a web page \(Forbidden\)/,
  ],
  [
    "an error in a list of errors",
    (_req, res) =>
      json(res, 400, { success: false, errors: [{ code: 7003, message: "No route for that URI" }], result: null }),
    /400: 7003/,
  ],
  ["a bill that is not paid", (_req, res) => void res.writeHead(402).end("Payment required"), /nothing left to spend/],
  [
    "a wrong key",
    (_req, res) => json(res, 401, says("Incorrect API key provided: sk-1", "invalid_api_key")),
    /invalid_api_key.*OPENAI_API_KEY/,
  ],
  [
    "a wrong path",
    (_req, res) => void res.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>"),
    /OPENAI_BASE_URL.*\/v1/,
  ],
  [
    "a web page",
    (_req, res) => void res.writeHead(200).end("<!doctype html><p>Sign in</p>"),
    /web page.*OPENAI_BASE_URL/,
  ],
  [
    "no such model",
    (_req, res) => json(res, 404, says("The model `m` does not exist", "model_not_found")),
    /no such model; set MODEL/,
  ],
  [
    "an embedding model",
    (_req, res) => json(res, 400, says("Model is not a chat model.", "model_not_llm")),
    /none that chats; set MODEL/,
  ],
  [
    "an account without credit",
    (_req, res) => json(res, 429, says("You exceeded your current quota", "insufficient_quota")),
    /insufficient_quota/,
  ],
  ["an error that is a text", (_req, res) => json(res, 403, { error: "Unauthorized" }), /Unauthorized.*key/],
  [
    "an error with a number",
    (_req, res) =>
      json(res, 400, [{ error: { code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT" } }]),
    /400.*OPENAI_API_KEY/,
  ],
])("with %s the relay is not ready, and says why and what to do", async (_what, trouble, why) => {
  take = trouble;
  const found = await look();
  expect(found).toMatchObject({ status: 503, ready: false, modelServer: { isReachable: true } });
  expect(found.why).toMatch(why);
  expect(found.why).not.toMatch(/sk-1|no reason given/);
  expect(relay && banner(relay)).toMatch(/NO NPC CAN BE ANSWERED/);
});

test("with nobody at the address the relay is not ready, until there is somebody", async () => {
  take = (_req, res) => well(res);
  await new Promise((done) => server.close(done));
  const found = await look();
  expect(found).toMatchObject({ status: 503, modelServer: { isReachable: false } });
  expect(found.why).toMatch(/cannot be reached \(ECONNREFUSED\)\. Is it running at http:\S+ \(OPENAI_BASE_URL\)\?/);
  await listen(port);
  while (relay && (await readiness(relay)).status !== 200) await sleep(200);
});

test("a server that dies later makes the relay not ready, and one that is back ready", async () => {
  let isWell = true;
  take = (_req, res) => (isWell ? well(res) : void res.writeHead(401).end("{}"));
  expect(await look()).toMatchObject({ ready: true });
  isWell = false;
  for (let player = 1; player <= 3; player++) await relay?.talk("guard", player, "Good evening");
  expect(relay && (await readiness(relay))).toMatchObject({ status: 503, ready: false });
  isWell = true;
  await relay?.talk("guard", 9, "Good evening");
  expect(relay && (await readiness(relay))).toMatchObject({ status: 200, ready: true });
});

test.each<[string, unknown, string | RegExp]>([
  [
    "an embedding model first",
    { data: [{ id: "text-embedding-nomic-embed-text-v1.5" }, { id: "whisper-large-v3" }, { id: "qwen3-8b" }] },
    "qwen3-8b",
  ],
  [
    "kinds, and what is loaded",
    {
      data: [
        { id: "a", type: "embeddings" },
        { id: "b", type: "llm", state: "not-loaded" },
        { id: "c", type: "vlm", state: "loaded" },
      ],
    },
    "c",
  ],
  ["names only", { models: [{ name: "bge-m3" }, { name: "C:\\My Model.gguf" }] }, "C:\\My Model.gguf"],
  ["a bare list", ["e5-large", "llama"], "llama"],
  ["null", { object: "list", data: null }, /lists no models; set MODEL/],
  ["no model that chats", { data: [{ id: "whisper-1" }] }, /lists no models that chat; set MODEL/],
])("of a list with %s the first model that chats is taken", async (_what, list, expected) => {
  take = (req, res) => (req.method === "GET" ? json(res, 200, list) : well(res));
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  relay = await openRelay({ asksModelAtStart: true, provider: { baseUrl } });
  await relay.looked;
  const found = await readiness(relay);
  if (typeof expected === "string") expect(found).toMatchObject({ ready: true, modelServer: { model: expected } });
  else expect(found.why).toMatch(expected);
});

test("the start does not wait for a server that is silent, and the rehearsal asks nobody", async () => {
  take = () => undefined;
  relay = await openRelay({ asksModelAtStart: true, provider: { baseUrl: `http://127.0.0.1:${port}/v1`, model: "m" } });
  expect(await readiness(relay)).toMatchObject({ status: 200, ready: true });
  expect(banner(relay)).toMatch(/server +has not answered yet/);
  await closeRelay(relay);
  relay = await openRelay({ asksModelAtStart: true });
  await relay.looked;
  expect(await readiness(relay)).toEqual({
    status: 200,
    ready: true,
    mind: "direct",
    model: "rehearsal",
    npcs: SHIPPED_NPCS,
  });
});

test("a relay that asks its model's server again and again leaves nothing behind that waits for its end", async () => {
  const closing = new AbortController();
  const times = Promise.withResolvers<void>();
  let asked = 0;
  const look = () => {
    if (++asked === 3) times.resolve();
    return Promise.resolve({ address: "http://127.0.0.1:1", isReachable: false, problem: "It is away." });
  };
  const watch = watchServer(look, await createLogger("silent"), closing.signal);
  await watch.begin();
  await times.promise;
  await sleep(10);
  expect(getEventListeners(closing.signal, "abort")).toHaveLength(1);
  closing.abort();
  expect(getEventListeners(closing.signal, "abort")).toHaveLength(0);
}, 15_000);

test.each(["https://api.openai.com/v1", "https://eu.api.openai.com/v1", "https://us.api.openai.com"])(
  "at %s sheets that name no model are played by OpenAI's smallest, and nobody has to be asked for it",
  async (baseUrl) => {
    expect(await openServer({ baseUrl, apiKey: "sk-1" }, () => undefined).defaultModel()).toBe("gpt-4o-mini");
  },
);
