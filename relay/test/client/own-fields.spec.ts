import { callsOf, type ChatRequest } from "../../models/chat.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { call, calls, chunk, ends, json, stream, words } from "../support/wire.ts";

let relay: TestRelay;
let provider: TestProvider;
let refuse: (request: ChatRequest) => string | undefined;
let made: unknown[];
const isAnswered = ({ messages }: ChatRequest) => messages.at(-1)?.role === "tool";
const idsIn = ({ messages }: ChatRequest) =>
  messages.flatMap((message) => [...callsOf(message).map(({ id }) => id), message["tool_call_id"] ?? []].flat());

const MISTRAL = [calls(call("wave", "{}", { index: 0, id: "aB3dE6gH9" }))];
const needsShortIds = (request: ChatRequest) =>
  idsIn(request).some((id) => !/^[A-Za-z0-9]{9}$/.test(String(id)))
    ? "Tool call id has to be a-z, A-Z, 0-9, with a length of 9."
    : undefined;

const CASES: [string, unknown[], (request: ChatRequest) => string | undefined][] = [
  ["an id of nine letters and digits", MISTRAL, needsShortIds],
  [
    "a signature in a call",
    [calls(call("wave", "{}", { id: "f1", extra_content: { google: { thought_signature: "c2ln" } } }))],
    ({ messages }) =>
      JSON.stringify(messages).includes('"extra_content":{"google":{"thought_signature":"c2ln"}}')
        ? undefined
        : "Function call is missing a thought_signature.",
  ],
  [
    "a signature in a call's function",
    [calls({ id: "f1", function: { name: "wave", arguments: "{}", thought_signature: "c2ln" } })],
    ({ messages }) => {
      const [called] = messages.flatMap(callsOf);
      return JSON.stringify(called?.["function"]).includes('"thought_signature":"c2ln"') ? undefined : "no signature";
    },
  ],
  [
    "thoughts in pieces",
    [
      chunk({ delta: { reasoning_content: "They leave; " } }),
      chunk({ delta: { reasoning_content: "I wave." } }),
      ...MISTRAL,
    ],
    ({ messages }) =>
      messages.some((message) => message["reasoning_content"] === "They leave; I wave.")
        ? undefined
        : "Missing reasoning_content field in the assistant message.",
  ],
  [
    "a list of thoughts",
    [chunk({ delta: { reasoning_details: [{ type: "reasoning.encrypted", data: "x1" }] } }), ...MISTRAL],
    ({ messages }) => (JSON.stringify(messages).includes('"data":"x1"') ? undefined : "reasoning is not there"),
  ],
];

beforeAll(async () => {
  provider = await openProvider((request, { raw }) => {
    if (!isAnswered(request)) return stream(raw, ...made, ends("tool_calls"));
    const refused = refuse(request);
    if (refused === undefined) stream(raw, words("Safe roads!"), ends());
    else json(raw, 400, { error: { message: refused } });
  });
  relay = await openRelay({ provider: { baseUrl: provider.url, apiKey: "sk-1", model: "m" } });
});
afterAll(async () => {
  await closeRelay(relay);
  provider.close();
});

test.each(CASES)("%s comes back with the result of the call", async (_what, chunks, refusal) => {
  [made, refuse] = [chunks, refusal];
  expect(await relay.talk("guard", 1, "Wave to me!")).toMatchObject({ reply: "Safe roads!", acts: [{ name: "wave" }] });
});

test.each(CASES)("%s comes back through a Letta that keeps nothing but our id", async (_what, chunks, refusal) => {
  [made, refuse] = [chunks, refusal];
  const tools = [{ type: "function", function: { name: "wave", parameters: { type: "object", properties: {} } } }];
  const ask = async (messages: unknown[]) =>
    (await relay.post("/llm/v1/chat/completions", { model: "guard", messages, tools }, relay.context.token)).json();
  const said = { role: "user", content: "Wave to me!" };
  const first = (await ask([said])) as { choices: { message: { tool_calls: { id: string }[] } }[] };
  const [{ id } = { id: "" }] = first.choices[0]?.message.tool_calls ?? [];
  expect(JSON.stringify(first)).not.toMatch(/aB3dE6gH9|c2ln|They leave|x1/);
  const called = { id, type: "function", function: { name: "wave", arguments: "{}" } };
  const second = await ask([
    said,
    { role: "assistant", content: null, tool_calls: [called] },
    { role: "tool", tool_call_id: id, content: "Done." },
  ]);
  expect(second).toMatchObject({ choices: [{ message: { content: "Safe roads!" } }] });
});

test("ids of calls that nobody knows any more are made as the server wants them", async () => {
  [made, refuse] = [MISTRAL, needsShortIds];
  const called = { id: "call-of-another-day", type: "function", function: { name: "wave", arguments: "{}" } };
  const messages = [
    { role: "user", content: "Wave to me!" },
    { role: "assistant", content: null, tool_calls: [called] },
    { role: "tool", tool_call_id: called.id, content: "Done." },
  ];
  const answer = await relay.post("/llm/v1/chat/completions", { model: "guard", messages }, relay.context.token);
  expect(await answer.json()).toMatchObject({ choices: [{ message: { content: "Safe roads!" } }] });
});

test("two calls of one id come back as two", async () => {
  made = [
    calls(call("wave", "{}", { index: 0, id: "c" }), call("remember", { fact: "likes stew" }, { index: 1, id: "c" })),
  ];
  refuse = (request) => (new Set(idsIn(request)).size === 2 ? undefined : "calls and results do not fit");
  expect(await relay.talk("guard", 2, "Wave to me!")).toMatchObject({ reply: "Safe roads!" });
});
