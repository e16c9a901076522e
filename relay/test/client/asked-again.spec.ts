import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatRequest } from "../../models/chat.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { call, calls, chunk, ends, json, stream, words } from "../support/wire.ts";

let relay: TestRelay;
let provider: TestProvider;
let reply: (res: ServerResponse, times: number, request: ChatRequest) => void | Promise<void>;
let players = 0;
const ask = () => relay.talk("guard", ++players, "Good evening");
const well = (res: ServerResponse) => stream(res, words("Evening, love."), ends());
const open = async (deadlines = { silenceMs: 5_000, firstBeatMs: 8_000, wholeAnswerMs: 30_000 }) => {
  relay = await openRelay({ deadlines, provider: { baseUrl: provider.url, apiKey: "sk-1", model: "m" } });
};

beforeAll(async () => {
  provider = await openProvider((request, { raw }) => reply(raw, provider.requests.length, request));
});
beforeEach(() => (provider.requests.length = 0));
afterEach(() => closeRelay(relay));
afterAll(() => provider.close());

test.each<[string, (res: ServerResponse) => void]>([
  ["says nothing", (res) => stream(res, ends())],
  ["says nothing but a thought", (res) => stream(res, chunk({ delta: { reasoning_content: "Hm." } }), ends())],
  [
    "uses its tokens up in thoughts",
    (res) => stream(res, chunk({ delta: { reasoning_content: "Hm." } }), ends("length")),
  ],
  [
    "calls for what nobody offered, and nothing else",
    (res) => stream(res, calls(call("Bash", {})), ends("tool_calls")),
  ],
  [
    "sends an error first thing in a stream",
    (res) => stream(res, { choices: [], error: { code: 502, message: "Provider returned error" } }),
  ],
  [
    "sends an error after a thought",
    (res) => stream(res, chunk({ delta: { reasoning: "Hm." } }), { error: "engine died" }),
  ],
  [
    "sends an error as an event of its own",
    (res) => {
      res.writeHead(200).end("event: error\ndata: overloaded\n\n");
    },
  ],
  [
    "sends an error as a field of its own",
    (res) => {
      res.writeHead(200).end('error: {"code":500,"message":"slot unavailable"}\n\n');
    },
  ],
  [
    "sends an error as a whole answer",
    (res) => json(res, 200, { error: { message: "The engine is overloaded", code: 503 } }),
  ],
  [
    "fails at a call of its own",
    (res) =>
      json(res, 400, {
        error: { code: "tool_use_failed", message: "Failed to call a function.", failed_generation: "<function=wave" },
      }),
  ],
  [
    "writes a call that it cannot read itself, and says so as its end",
    (res) => stream(res, ends("function_call_filter: MALFORMED_FUNCTION_CALL")),
  ],
  ["breaks off with no more than an end", (res) => stream(res, words("The secret of"), ends("network_error"))],
  [
    "lists its errors",
    (res) => json(res, 200, { errors: [{ message: "Capacity exceeded", code: 3040 }], success: false, result: {} }),
  ],
  ["says that there is an error, and no more", (res) => json(res, 200, { error: true, message: "try later" })],
  [
    "closes without a byte of what it has packed",
    (res) => void res.writeHead(200, { "content-encoding": "gzip" }).end(),
  ],
  ["breaks the connection", (res) => res.destroy()],
  [
    "breaks the connection after its head",
    (res) => {
      res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      setTimeout(() => res.destroy(), 20);
    },
  ],
  [
    "says that it is busy",
    (res) => {
      res.writeHead(429, { "retry-after": "0.1" }).end("{}");
    },
  ],
  ["is still loading", (res) => json(res, 503, { error: "Loading model" })],
])("a server that %s is asked again", async (_what, first) => {
  reply = (res, times) => (times === 1 ? first(res) : well(res));
  await open();
  expect(await ask()).toMatchObject({ reply: "Evening, love.", mind: "direct" });
});

test.each<[string, (at: number) => Record<string, string>, () => unknown]>([
  [
    "in the body, by Gemini",
    () => ({}),
    () => [
      {
        error: {
          status: "RESOURCE_EXHAUSTED",
          message: "your current quota, look at your plan and billing",
          details: [{ retryDelay: "1s" }],
        },
      },
    ],
  ],
  [
    "in words, by Groq",
    () => ({}),
    () => ({ error: { message: "Rate limit reached. Please try again in 1s. Visit…" } }),
  ],
  ["as the time that its model loads", () => ({}), () => ({ error: "It is loading", estimated_time: 1 })],
  ["in words, by Azure", () => ({}), () => ({ error: { code: "429", message: "Please retry after 1 second." } })],
  ["in milliseconds", () => ({ "retry-after-ms": "1000" }), () => "{}"],
  [
    "as a moment, by OpenRouter",
    (at) => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(at) }),
    () => "{}",
  ],
  [
    "as a moment in seconds",
    (at) => ({ "x-rate-limit-remaining": "0", "x-rate-limit-reset": String(Math.ceil(at / 1000)) }),
    () => "{}",
  ],
  [
    "as a date, by Anthropic",
    (at) => ({
      "anthropic-ratelimit-requests-remaining": "0",
      "anthropic-ratelimit-requests-reset": new Date(at).toISOString(),
    }),
    () => "{}",
  ],
  ["as a date", (at) => ({ "retry-after": new Date(at + 999).toUTCString() }), () => "{}"],
  [
    "as a duration",
    () => ({ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "0m0s1000ms" }),
    () => "{}",
  ],
])("a server that wants to be left alone for a while, %s, is", async (_how, headers, body) => {
  let from = 0;
  reply = (res, times) => {
    if (times === 1) from = Date.now();
    if (Date.now() - from >= 950) return well(res);
    for (const [name, value] of Object.entries(headers(Date.now() + 1_000))) res.setHeader(name, value);
    json(res, 429, body());
  };
  await open();
  expect((await ask()).reply).toBe("Evening, love.");
  expect(provider.requests.length).toBe(2);
});

test("a model that thinks too long gets more room, now and later", async () => {
  reply = (res, _times, { max_completion_tokens: room }) =>
    Number(room) < 3_000 ? stream(res, chunk({ delta: { reasoning_content: "Hm." } }), ends("length")) : well(res);
  await open();
  expect((await ask()).reply).toBe("Evening, love.");
  expect((await ask()).reply).toBe("Evening, love.");
  expect(provider.requests.length).toBe(3);
});

test("a model that cannot write a call that its server reads is asked without tools at last", async () => {
  reply = (res, _times, { tools }) =>
    tools ? json(res, 400, { error: { code: "tool_use_failed", message: "Failed to call a function." } }) : well(res);
  await open();
  expect((await ask()).reply).toBe("Evening, love.");
  expect(provider.requests.map(({ body }) => body.tools !== undefined)).toEqual([true, true, false]);
  await ask();
  expect(provider.requests[3]?.body.tools).toBeDefined();
});

test("a refusal to answer is no reason to ask again", async () => {
  reply = (res) => stream(res, chunk({ delta: { refusal: "I can't help with that." } }), ends("content_filter"));
  await open();
  expect((await ask()).fallback).toBe(true);
  expect(provider.requests.length).toBe(1);
});

test("who has acted and has nothing to add is asked once more, and left at that", async () => {
  reply = (res, _times, { messages }) =>
    messages.at(-1)?.role === "tool"
      ? stream(res, ends())
      : stream(res, calls(call("wave", {}, { id: "a" })), ends("tool_calls"));
  await open();
  const { acts, fallback } = await ask();
  expect({ acts, fallback }).toEqual({ acts: [{ name: "wave" }], fallback: undefined });
  expect(provider.requests.length).toBe(3);
});

test("a call that hangs is asked a second time beside it", async () => {
  reply = (res, times) => (times === 1 ? undefined : well(res));
  await open();
  expect(await ask()).toMatchObject({ reply: "Evening, love." });
  expect(provider.requests.length).toBe(2);
});

test("a server that sends comments is not taken for one that hangs", async () => {
  reply = async (res) => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    for (let times = 0; times < 10; times++) {
      res.write(": PROCESSING\n\n");
      await sleep(400);
    }
    res.end(`data: ${JSON.stringify(words("Evening, love."))}\n\ndata: [DONE]\n\n`);
  };
  await open();
  expect((await ask()).reply).toBe("Evening, love.");
  expect(provider.requests.length).toBe(1);
});

test("a model that is still loading when its player gives up goes on loading, and answers the next one", async () => {
  let loading = 0 as number;
  const loaded = Promise.withResolvers<void>();
  let hasLoaded = false;
  void loaded.promise.then(() => (hasLoaded = true));
  reply = (res) => {
    if (hasLoaded) return well(res);
    loading += 1;
    const load = setTimeout(() => {
      loaded.resolve();
      well(res);
    }, 900);
    res.on("close", () => {
      loading -= 1;
      clearTimeout(load);
    });
  };
  await open({ silenceMs: 200, firstBeatMs: 300, wholeAnswerMs: 30_000 });
  for (let player = 0; player < 2; player++) expect((await ask()).fallback).toBe(true);
  while (loading > 1) await sleep(10);
  expect(loading).toBe(1);
  await loaded.promise;
  expect((await ask()).reply).toBe("Evening, love.");
});

test("callers who hang up are nobody's fault: the next one is asked at once, and nothing is asked again", async () => {
  let isSilent = true;
  reply = (res) => (isSilent ? undefined : well(res));
  await open({ silenceMs: 5_000, firstBeatMs: 150, wholeAnswerMs: 30_000 });
  await Promise.all(Array.from({ length: 24 }, () => ask()));
  expect(provider.requests.length).toBe(24);
  isSilent = false;
  expect((await ask()).reply).toBe("Evening, love.");
  expect(await (await relay.get("/metrics")).text()).toMatch(/breaker[^\n]*provider[^\n]* 0\n/);
});

test("one player's words that its server cannot bear are that player's trouble alone", async () => {
  reply = (res, _times, { messages }) =>
    JSON.stringify(messages).includes("the forbidden rune")
      ? json(res.setHeader("retry-after", "0"), 500, { error: "engine died" })
      : well(res);
  await open();
  const player = ++players;
  for (let turn = 0; turn < 8; turn++)
    expect((await relay.talk("guard", player, `the forbidden rune, ${turn}`)).fallback).toBe(true);
  expect((await ask()).reply).toBe("Evening, love.");
});

test("an account that is full by its headers, and answers all the same, goes on answering", async () => {
  reply = (res) => {
    res.setHeader("x-ratelimit-remaining-requests", "0").setHeader("x-ratelimit-reset-requests", "1h0m0s");
    well(res);
  };
  await open();
  for (let turn = 0; turn < 3; turn++) expect((await ask()).reply).toBe("Evening, love.");
});

test("an account that is full by its headers, and refuses a request for its shape, leaves the next call no longer wait", async () => {
  reply = (res, _times, { stream_options: options }) => {
    res.setHeader("x-ratelimit-remaining-requests", "0").setHeader("x-ratelimit-reset-requests", "1h0m0s");
    if (options) json(res, 400, { error: { message: "Unknown field stream_options. Retry in 90s" } });
    else well(res);
  };
  await open({ silenceMs: 2_000, firstBeatMs: 2_500, wholeAnswerMs: 30_000 });
  for (let turn = 0; turn < 2; turn++) expect((await ask()).reply).toBe("Evening, love.");
});

test("a redirect is followed where the host is the same, and a key goes nowhere else", async () => {
  const seen: string[] = [];
  const elsewhere = createServer((req, res) => (seen.push(req.headers.authorization ?? ""), well(res)));
  await new Promise<void>((done) => elsewhere.listen(0, "127.0.0.1", done));
  const away = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/v1/chat/completions`;
  let location = "/v1/chat/completions?moved";
  reply = (res) => (res.req.url?.includes("moved") ? well(res) : void res.writeHead(307, { location }).end());
  await open();
  expect((await ask()).reply).toBe("Evening, love.");
  location = away;
  expect((await ask()).fallback).toBe(true);
  expect(seen).toEqual([]);
  location = "/v1/chat/completions";
  expect((await ask()).fallback).toBe(true);
  elsewhere.close();
});
