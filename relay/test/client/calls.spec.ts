import type { ServerResponse } from "node:http";
import { type ChatRequest, textOf } from "../../models/chat.ts";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { call, calls, chunk, ends, json, stream, words } from "../support/wire.ts";

const CIDER = { item: "Mug of cider" };
const CIDER_JSON = JSON.stringify(CIDER);
const GIVEN = { name: "give_item", ...CIDER };
const WAVED = { name: "wave" };

let relay: TestRelay;
let provider: TestProvider;
let first: (res: ServerResponse) => void;
let players = 0;
const ask = () => relay.talk("innkeeper", ++players, "A cider, and wave to my friend");
const isAnswered = (request: ChatRequest) => request.messages.at(-1)?.role === "tool";

beforeAll(async () => {
  provider = await openProvider((request, { raw }) => {
    if (isAnswered(request)) stream(raw, words("There you are."), ends());
    else first(raw);
  });
  relay = await openRelay({ provider: { baseUrl: provider.url, apiKey: "sk-1", model: "m" } });
});
beforeEach(() => (provider.requests.length = 0));
afterAll(async () => {
  await closeRelay(relay);
  provider.close();
});

test.each([
  [
    "with one index and ids",
    [calls(call("give_item", CIDER_JSON, { index: 0, id: "a" })), calls(call("wave", "{}", { index: 0, id: "b" }))],
  ],
  ["without index or id", [calls(call("give_item", CIDER_JSON), call("wave", "{}"))]],
  [
    "with one id",
    [
      calls(call("give_item", CIDER_JSON, { index: 0, id: "call_1" })),
      calls(call("wave", "{}", { index: 1, id: "call_1" })),
    ],
  ],
  ["with numbers as ids", [calls(call("give_item", CIDER_JSON, { id: 1 }), call("wave", "{}", { id: 2 }))]],
  [
    "in pieces, one beside the other",
    [
      calls(call("give_item", "", { index: 0, id: "a" }), call("wave", "", { index: 1, id: "b" })),
      calls({ index: 0, function: { arguments: '{"item":' } }),
      calls({ index: 1, function: { arguments: "{}" } }),
      calls({ index: 0, function: { arguments: '"Mug of cider"}' } }),
    ],
  ],
  [
    "in pieces, with texts as indexes",
    [
      calls(call("give_item", "", { index: "0", id: "a" }), call("wave", "", { index: "1", id: "b" })),
      calls({ index: "0", function: { arguments: '{"item":' } }),
      calls({ index: "1", function: { arguments: "{}" } }),
      calls({ index: "0", function: { arguments: '"Mug of cider"}' } }),
    ],
  ],
  [
    "in pieces, each with an id of its own",
    [
      calls(call("give_item", "", { index: 0, id: "a1" })),
      calls(call("give_item", '{"item":', { index: 0, id: "a2" })),
      calls({ index: 0, id: "a3", function: { name: null, arguments: '"Mug of cider"}' } }),
      calls(call("wave", "{}", { index: 1, id: "b1" })),
    ],
  ],
  [
    "with no arguments at first, which only hold a place",
    [
      calls(call("give_item", {}, { index: 0, id: "a" })),
      calls({ index: 0, function: { arguments: '{"item": "Mug' } }),
      calls({ index: 0, function: { arguments: ' of cider"}' } }),
      calls(call("wave", "{}", { index: 1, id: "b" })),
    ],
  ],
  [
    "with no arguments at first, and then all with the same id",
    [
      calls(call("give_item", "{}", { id: "a" })),
      calls(call("give_item", CIDER_JSON, { id: "a" })),
      calls(call("wave", "", { id: "b" })),
    ],
  ],
  [
    "in pieces that split an escape",
    [
      calls(call("give_item", '{"item":"Mug \\', { index: 0, id: "a" }), call("wave", null, { index: 1, id: "b" })),
      calls({ index: 0, function: { arguments: "u006" } }),
      calls({ index: 0, function: { arguments: 'ff cider"}' } }),
    ],
  ],
  [
    "by number, and with a fence and a comma too many",
    [
      chunk({
        delta: {
          tool_calls: {
            0: call("give_item", `\`\`\`json\n${CIDER_JSON.slice(0, -1)},}\n\`\`\``, { id: "a" }),
            1: call("wave", "{} </tool_call>", { id: "b" }),
          },
        },
      }),
    ],
  ],
  [
    "in Python's way, and with words around",
    [calls(call("give_item", "{'item': 'Mug of cider'}", { id: "a" }), call("wave", "Args: {}.", { id: "b" }))],
  ],
  [
    "wrapped once more",
    [
      calls(
        call("give_item", { name: "give_item", arguments: CIDER }, { id: "a" }),
        call("wave", '[{"parameters":{}}]', { id: "b" }),
      ),
    ],
  ],
  [
    "as a text of JSON",
    [chunk({ delta: { tool_calls: JSON.stringify([call("give_item", CIDER), call("wave", {})]) } })],
  ],
  [
    "among the parts of the words",
    [
      words([
        { type: "text", text: "Here, love." },
        { type: "tool_use", id: "t1", name: "give_item", input: CIDER },
        { type: "tool_use", id: "t2", name: "wave", input: {} },
      ]),
    ],
  ],
  [
    "after an end that is none",
    [
      chunk({ delta: { content: "Here. " }, finish_reason: "stop" }),
      chunk({ delta: { tool_calls: [call("give_item", CIDER_JSON, { id: "a" })] }, finish_reason: "stop" }),
      chunk({ delta: { tool_calls: [call("wave", "{}", { id: "b" })] }, finish_reason: "stop" }),
    ],
  ],
  [
    "said again in a whole message, without ids",
    [
      calls(call("give_item", CIDER_JSON), call("wave", "{}")),
      chunk({ message: { content: "", tool_calls: [call("give_item", CIDER_JSON), call("wave", "{}")] } }),
    ],
  ],
  [
    "in pieces without an index",
    [
      calls(call("give_item", '{"item":')),
      calls({ function: { arguments: '"Mug of cider"}' } }),
      calls(call("wave", "")),
    ],
  ],
  [
    "with arguments that grow",
    [
      calls(call("give_item", '{"item":', { index: 0 })),
      calls(call("give_item", CIDER_JSON, { index: 0 })),
      calls(call("wave", "{}", { index: 1 })),
    ],
  ],
  [
    "said a second time at the end",
    [
      calls(call("give_item", CIDER_JSON, { id: "a" }), call("wave", "{}", { id: "b" })),
      calls(call("give_item", CIDER_JSON, { id: "a" }), call("wave", "{}", { id: "b" })),
    ],
  ],
  [
    "with arguments as objects, and none",
    [calls(call("give_item", CIDER, { index: 0 }), call("wave", null, { index: 1 }))],
  ],
  [
    "encoded twice, and as nothing",
    [calls(call("give_item", JSON.stringify(CIDER_JSON), { index: 0 }), call("wave", "null", { index: 1 }))],
  ],
  [
    "without an object of their own",
    [calls({ name: "give_item", arguments: CIDER_JSON }, { name: "wave", parameters: {} })],
  ],
  [
    "with dirty names",
    [
      calls(
        call("functions.give_item<|channel|>commentary", CIDER_JSON, { index: 0 }),
        call(" Wave() ", "{}", { index: 1 }),
      ),
    ],
  ],
  [
    "with a prefix and another case",
    [calls(call("default_api:giveItem", CIDER_JSON, { index: 0 }), call("tools/wave", "{}", { index: 1 }))],
  ],
  [
    "with a huge index",
    [calls(call("give_item", CIDER_JSON, { index: 4_000_000_000 }), call("wave", "{}", { index: null }))],
  ],
  [
    "with words before and after",
    [
      chunk({ delta: { content: "Here. ", tool_calls: [call("give_item", CIDER_JSON, { id: "a" })] } }),
      words("Mind the foam."),
      calls(call("wave", {}, { id: "b" })),
    ],
  ],
  [
    "beside the delta, and in the letters of JavaScript",
    [
      chunk({ delta: { content: "" }, tool_calls: [call("give_item", CIDER_JSON, { id: "a" })] }),
      chunk({ delta: { toolCalls: [call("wave", "{}", { id: "b" })] } }),
    ],
  ],
  [
    "with the name for the function, and the arguments in the name",
    [
      calls({ id: "a", type: "function", function: "give_item", arguments: CIDER_JSON }),
      calls(call("wave({})", "", { id: "b" })),
    ],
  ],
  [
    "with arguments in the name, and none at all",
    [calls(call(`give_item(${CIDER_JSON})`, "", { id: "a" }), call("wave", "", { id: "b" }))],
  ],
  [
    "with names that have no quotes, and all of it twice",
    [calls(call("give_item", '{item: "Mug of cider"}', { id: "a" })), calls(call("wave", "{}{}", { id: "b" }))],
  ],
  [
    "with all of it twice, and one more wrapping",
    [
      calls(call("give_item", CIDER_JSON + CIDER_JSON, { id: "a" })),
      calls(call("wave", '{"kwargs": {}}', { id: "b" })),
    ],
  ],
  [
    "with one more wrapping of another name",
    [
      calls(call("give_item", JSON.stringify({ properties: CIDER }), { id: "a" })),
      calls(call("wave", '{"params": {}}', { id: "b" })),
    ],
  ],
])("two calls %s are two acts", async (_how, chunks) => {
  first = (res) => stream(res, ...chunks, ends("stop"));
  expect((await ask()).acts).toEqual([GIVEN, WAVED]);
});

test("the old function_call is an act, and a whole answer's calls are", async () => {
  first = (res) =>
    stream(
      res,
      chunk({ delta: { function_call: { name: "give_item" } } }),
      chunk({ delta: { function_call: { arguments: CIDER_JSON } } }),
      ends("function_call"),
    );
  expect((await ask()).acts).toEqual([GIVEN]);
  first = (res) =>
    json(res, 200, {
      choices: [
        { message: { content: null, tool_calls: [call("wave", {}, { id: "a" })] }, finish_reason: "tool_calls" },
      ],
    });
  expect((await ask()).acts).toEqual([WAVED]);
});

test("a call that was not offered, or is of no function, is none", async () => {
  const foreign = [
    call("Bash", { command: "id" }),
    call("wave_goodbye", {}),
    { ...call("wave", {}), type: "custom" },
    call("", {}),
    { type: "function" },
    null,
    7,
  ];
  first = (res) => stream(res, words("Good evening."), calls(...foreign), ends("tool_calls"));
  expect(await ask()).toMatchObject({ acts: [], reply: "Good evening." });
});

test("arguments that cannot be read do nothing, and the model is told", async () => {
  for (const args of [
    '{"item": "Mug of',
    CIDER_JSON.slice(0, -1),
    "give the cider",
    "x".repeat(50_000),
    [1, 2],
    `${CIDER_JSON.slice(0, -1)},"more":"${"y".repeat(50_000)}"}`,
  ]) {
    first = (res) => stream(res, calls(call("give_item", args, { id: "a" })), ends("tool_calls"));
    expect(await ask()).toMatchObject({ acts: [], reply: "There you are." });
    const [asked, told] = provider.requests.at(-1)?.body.messages.slice(-2) ?? [];
    expect(told && textOf(told)).toMatch(/You cannot do that: item must be one of/);
    expect(JSON.stringify(asked).length).toBeLessThan(1_000);
  }
});

test("a hundred calls in one answer are no hundred acts", async () => {
  first = (res) =>
    stream(
      res,
      calls(...Array.from({ length: 100 }, (_, index) => call("wave", {}, { index, id: `c${index}` }))),
      ends("tool_calls"),
    );
  expect((await ask()).acts.length).toBeLessThanOrEqual(16);
});

test("what was said beside a call goes back with it", async () => {
  first = (res) =>
    stream(res, words("Here you are. "), calls(call("give_item", CIDER, { id: "a" })), ends("tool_calls"));
  await ask();
  expect(provider.requests.at(-1)?.body.messages.at(-2)).toMatchObject({ role: "assistant", content: "Here you are." });
});
