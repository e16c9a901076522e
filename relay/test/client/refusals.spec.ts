import { type ChatRequest, textOf } from "../../models/chat.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { call, calls, ends, json, stream, words } from "../support/wire.ts";

type Refusal = [status: number, body: unknown];

let relay: TestRelay;
let provider: TestProvider;
let refuse: (request: ChatRequest) => Refusal | undefined;
let models = 0;
let players = 0;

/** A server of its own for each test: what was learned of one says nothing of another. */
const openTown = async () => {
  relay = await openRelay({ provider: { baseUrl: provider.url, apiKey: "sk-1", model: `m${++models}` } });
};
const ask = (text = "Good evening") => relay.talk("innkeeper", ++players, text);
const says = (message: string, more: object = {}): unknown => ({
  error: { message, type: "invalid_request_error", ...more },
});
const hasRole = (role: string) => (request: ChatRequest) => request.messages.some((message) => message.role === role);
const has = (name: string) => (request: ChatRequest) => name in request;

beforeAll(async () => {
  provider = await openProvider((request, { raw }) => {
    const refused = refuse(request);
    if (refused) json(raw, ...refused);
    else stream(raw, words("Evening, love."), ends());
  });
});
beforeEach(async () => {
  provider.requests.length = 0;
  await openTown();
});
afterEach(() => closeRelay(relay));
afterAll(() => provider.close());

const TOO_LONG = (request: ChatRequest) =>
  Math.ceil(JSON.stringify([request.messages, request.tools ?? ""]).length / 4);

test.each<[string, (request: ChatRequest) => boolean, number, unknown]>([
  [
    "tools",
    has("tools"),
    400,
    says("registry.ollama.ai/library/tiny:1b does not support tools", { type: "api_error" }),
  ],
  [
    "tools without a flag",
    has("tools"),
    400,
    says('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
  ],
  ["tools, found nowhere", has("tools"), 404, says("No endpoints found that support tool use.")],
  ["tools, with 500 and a text", has("tools"), 500, { error: "tools param requires --jinja flag" }],
  ["stream_options", has("stream_options"), 400, says("Unrecognized request argument supplied: stream_options")],
  [
    "stream_options, by detail",
    has("stream_options"),
    422,
    { detail: [{ type: "extra_forbidden", loc: ["body", "stream_options"], msg: "Extra inputs are not permitted" }] },
  ],
  [
    "max_completion_tokens",
    has("max_completion_tokens"),
    422,
    { message: { detail: [{ type: "extra_forbidden", loc: ["body", "max_completion_tokens"] }] }, code: 422 },
  ],
  [
    "any name of the limit",
    (request) => has("max_tokens")(request) || has("max_completion_tokens")(request),
    400,
    says("Unknown fields: max_tokens, max_completion_tokens"),
  ],
  [
    "more than 200 tokens of answer",
    ({ max_completion_tokens: limit }) => Number(limit) > 200,
    400,
    says("max_tokens is too large: 1000. This model supports at most 200 completion tokens"),
  ],
  ["the system role", hasRole("system"), 400, says("System role not supported")],
  [
    "all but two roles",
    hasRole("system"),
    422,
    { detail: [{ loc: ["body", "messages", 0, "role"], msg: "Input should be 'user' or 'assistant'" }] },
  ],
  [
    "a system message, by its template",
    hasRole("system"),
    500,
    says("Conversation roles must alternate user/assistant/user/assistant/..."),
  ],
  [
    "empty properties",
    ({ tools }) => JSON.stringify(tools ?? "").includes('"properties":{}'),
    400,
    [
      {
        error: {
          code: 400,
          message: "function_declarations[0].parameters.properties: should be non-empty for OBJECT type",
          status: "INVALID_ARGUMENT",
        },
      },
    ],
  ],
  [
    "additionalProperties",
    ({ tools }) => JSON.stringify(tools ?? "").includes("additionalProperties"),
    400,
    says('Unknown name "additionalProperties" at tools[0].function.parameters: Cannot find field.'),
  ],
  ["a stream", (request) => request.stream === true, 400, says("stream=true is not supported by this deployment")],
  ...["This model doesn't support tool use.", "Tool use isn’t available here", "Function calling is not enabled"].map(
    (message): [string, (request: ChatRequest) => boolean, number, unknown] => [
      `tools, saying "${message}"`,
      has("tools"),
      400,
      { message: `An error occurred (ValidationException) when calling the ConverseStream operation: ${message}` },
    ],
  ),
  [
    "the system role, by a gateway",
    hasRole("system"),
    400,
    { detail: "ValidationException: This model doesn't support system messages. Try again without a system message." },
  ],
  ["the system role, by its value", hasRole("system"), 400, says("Invalid value: 'system' for role")],
  [
    "tools where it streams",
    (request) => has("tools")(request) && request.stream === true,
    400,
    says("This model doesn't support tool use in streaming mode."),
  ],
  ["something that it does not name", has("stream_options"), 400, "Bad Request"],
  ["tools, and does not name them", has("tools"), 422, { detail: "Unprocessable Entity" }],
  ["temperature and all that it does not know", has("max_completion_tokens"), 400, {}],
  [
    "more than 200 tokens of answer, by a range",
    ({ max_completion_tokens: limit }) => Number(limit) > 200,
    400,
    says("Invalid max_completion_tokens value, the valid range is [16, 200]"),
  ],
  ["in the first chunk of a stream", has("tools"), 200, { error: { code: 400, message: "tools are not supported" } }],
])(
  "where a server refuses %s, the first player is answered, and the next at once",
  async (_what, isRefused, status, body) => {
    refuse = (request) => (isRefused(request) ? [status, body] : undefined);
    expect(await ask()).toMatchObject({ reply: "Evening, love.", mind: "direct" });
    const asked = provider.requests.length;
    expect(asked).toBeGreaterThan(1);
    expect(await ask()).toMatchObject({ reply: "Evening, love." });
    expect(provider.requests.length).toBe(asked + 1);
    expect(provider.requests.at(-1)?.body.messages.map(textOf).join("\n")).toContain("Good evening");
  },
);

test("a server that refuses many things at once is learned at once", async () => {
  const all: [(request: ChatRequest) => boolean, string][] = [
    [has("stream_options"), "extra field: stream_options"],
    [has("max_completion_tokens"), "unknown field max_completion_tokens"],
    [has("tools"), "tools are not supported"],
    [hasRole("system"), "only user and assistant roles are supported"],
  ];
  refuse = (request) =>
    all.filter(([isRefused]) => isRefused(request)).map(([, message]): Refusal => [400, says(message)])[0];
  expect(await ask()).toMatchObject({ reply: "Evening, love." });
  const asked = provider.requests.length;
  expect(await ask()).toMatchObject({ reply: "Evening, love." });
  expect(provider.requests.length).toBe(asked + 1);
});

test.each<[string, (tokens: number) => unknown]>([
  [
    "llama.cpp",
    (tokens) =>
      says(`request (${tokens} tokens) exceeds the available context size (2500 tokens), try increasing it`, {
        code: 400,
        type: "exceed_context_size_error",
        n_prompt_tokens: tokens,
        n_ctx: 2500,
      }),
  ],
  [
    "vLLM",
    (tokens) => ({
      object: "error",
      message: `This model's maximum context length is 2500 tokens. However, you requested ${tokens + 500} tokens (${tokens} in the messages, 500 in the completion). Please reduce the length of the messages or completion.`,
      code: 400,
    }),
  ],
  ["one that tells no number", () => says("The prompt is too long for this model.")],
  [
    "TGI",
    (tokens) => ({
      error: `Input validation error: \`inputs\` tokens + \`max_new_tokens\` must be <= 2500. Given: ${tokens} \`inputs\` tokens and 500 \`max_new_tokens\``,
      error_type: "validation",
    }),
  ],
  ["TabbyAPI", (tokens) => says(`Prompt length ${tokens} is greater than max_seq_len 2500`)],
  ["Bedrock", () => ({ message: "ValidationException: Input is too long for requested model." })],
  [
    "Mistral",
    (tokens) => ({
      object: "error",
      message: `Prompt contains ${tokens} tokens and 0 draft tokens, too large for model with 2500 maximum context length`,
    }),
  ],
  ["a proxy", () => "<html><title>413 Request Entity Too Large</title><h1>413 Request Entity Too Large</h1></html>"],
])(
  "where %s has a smaller context than the sheet says, old words are left out and the talk goes on",
  async (server, body) => {
    const status = server === "a proxy" ? 413 : 400;
    refuse = (request) => (TOO_LONG(request) > 2_500 ? [status, body(TOO_LONG(request))] : undefined);
    const player = ++players;
    for (let chapter = 1; chapter <= 18; chapter++) {
      const text = `Chapter ${chapter}: ${"we walked on along the river and over the hill ".repeat(6)}`.slice(0, 290);
      expect(await relay.talk("innkeeper", player, text)).toMatchObject({ reply: "Evening, love." });
    }
    expect(provider.requests.length).toBeLessThan(18 + 8);
    expect(provider.requests.at(-1)?.body.messages.map(textOf).join("\n")).toContain("Chapter 18");
  },
);

test.each<[string, (answer: number, tokens: number) => string]>([
  [
    "vLLM",
    (answer, tokens) =>
      `'max_tokens' or 'max_completion_tokens' is too large: ${answer}. This model's maximum context length is 3700 tokens and your request has ${tokens} input tokens (${answer} > 3700 - ${tokens}).`,
  ],
  [
    "a gateway",
    (answer, tokens) =>
      `\`max_tokens\` (${answer}) plus the prompt's tokens (${tokens}) exceed the model's context length (3700).`,
  ],
  [
    "Anthropic",
    (answer, tokens) =>
      `input length and \`max_tokens\` exceed context limit: ${tokens} + ${answer} > 3700, decrease input length or \`max_tokens\` and try again`,
  ],
  [
    "one that says what is left",
    (answer, tokens) =>
      `max_tokens=${answer} must be at most ${Math.max(1, 3700 - tokens)}: the context length is 3700 and the prompt has ${tokens} tokens.`,
  ],
])("how long an answer may be is not taken for the context's size, where %s names both", async (_server, message) => {
  const limitOf = ({ max_completion_tokens: limit }: ChatRequest) => Number(limit);
  refuse = (request) =>
    TOO_LONG(request) + limitOf(request) > 3_700
      ? [400, says(message(limitOf(request), TOO_LONG(request)))]
      : undefined;
  const player = ++players;
  for (let chapter = 1; chapter <= 19; chapter++) {
    const text = `Chapter ${chapter}: ${"we walked on along the river and over the hill ".repeat(6)}`.slice(0, 290);
    expect(await relay.talk("innkeeper", player, text)).toMatchObject({ reply: "Evening, love." });
  }
  expect(provider.requests.length).toBeGreaterThan(19);
  expect(
    provider.requests
      .at(-1)
      ?.body.messages.map(textOf)
      .join("\n")
      .match(/Chapter \d+/g)?.length,
  ).toBeGreaterThan(2);
});

test("a call without words is sent as the server takes it", async () => {
  let round = 0;
  refuse = () => undefined;
  await closeRelay(relay);
  const strict = await openProvider((request, answer) => {
    const isNull = request.messages.some(({ content }) => content === null || content === undefined);
    if (isNull)
      json(answer.raw, 422, {
        detail: [{ loc: ["body", "messages", 2, "content"], msg: "Input should be a valid string" }],
      });
    else if (round++ === 0) answer.call("wave", {});
    else answer.say("Hello!");
    answer.raw.end();
  });
  relay = await openRelay({ provider: { baseUrl: strict.url, apiKey: "sk-1", model: "m" } });
  expect(await ask("Wave!")).toMatchObject({ reply: "Hello!", acts: [{ name: "wave" }] });
  strict.close();
});

test("a server that knows only the new name of the answer's limit gets only that", async () => {
  refuse = (request) => (has("max_tokens")(request) ? [400, says("Use 'max_completion_tokens' instead.")] : undefined);
  expect(await ask()).toMatchObject({ reply: "Evening, love." });
  expect(provider.requests.length).toBe(1);
  expect(provider.requests[0]?.body.max_completion_tokens).toBeGreaterThan(100);
});

test("a server that refused tools and calls one all the same is offered them again", async () => {
  let refusals = 1;
  refuse = (request) => {
    if (has("tools")(request) && refusals-- > 0) return [400, says("tools are not supported")];
    const isAnswered = request.messages.at(-1)?.role === "tool";
    return isAnswered ? undefined : [200, { choices: [calls(call("wave", {}, { id: "a" })).choices[0]] }];
  };
  expect(await ask()).toMatchObject({ reply: "Evening, love.", acts: [{ name: "wave" }] });
  expect(provider.requests.map(({ body }) => body.tools !== undefined)).toEqual([true, false, true]);
});

test("an accident that speaks of functions teaches nothing, and arguments of acts are no fields", async () => {
  const accidents: unknown[] = [
    says("Unexpected error in the function handler: upstream timed out, tools unknown"),
    says("The system encountered an unexpected error during processing. Try your request again."),
  ];
  refuse = () => (accidents.length > 0 ? [500, accidents.shift()] : undefined);
  expect(await ask()).toMatchObject({ reply: "Evening, love." });
  refuse = () => (provider.requests.length === 0 ? [400, says("Unknown item, extra fact")] : undefined);
  for (const { body } of provider.requests.splice(0)) {
    expect(body.tools).toBeDefined();
    expect(hasRole("system")(body)).toBe(true);
  }
  await ask();
  expect(JSON.stringify(provider.requests.at(-1)?.body.tools)).toMatch(/"item":\{.*"fact":\{/);
});

test("a wrong key, a used up account and another's fault teach nothing", async () => {
  for (const [status, message] of [
    [401, "Incorrect API key; tools are not supported"],
    [403, "stream_options is not supported"],
    [429, "insufficient_quota: unknown field tools"],
  ] as const) {
    provider.requests.length = 0;
    refuse = () => [status, says(message, { code: status === 429 ? "insufficient_quota" : "denied" })];
    expect((await ask()).fallback).toBe(true);
    expect(provider.requests.map(({ body }) => [body.tools !== undefined, body.stream])).toEqual([[true, true]]);
  }
});
