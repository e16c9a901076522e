import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { chunk, ends, json, stream, text, words } from "../support/wire.ts";

const SAID = "Evening, chérie. Sit down.";
const EVENTS = [words("Evening, chérie. "), words("Sit down."), ends()]
  .map((one) => `data: ${JSON.stringify(one)}\n\n`)
  .join("");
const WHOLE = { choices: [{ message: { role: "assistant", content: SAID }, finish_reason: "stop" }] };

let relay: TestRelay;
let provider: TestProvider;
let reply: (res: ServerResponse) => void | Promise<void>;
let players = 0;
const ask = () => relay.talk("guard", ++players, "Good evening");

beforeAll(async () => {
  provider = await openProvider((_request, { raw }) => reply(raw));
  relay = await openRelay({ provider: { baseUrl: provider.url, apiKey: "sk-1", model: "m" } });
});
afterAll(async () => {
  await closeRelay(relay);
  provider.close();
});

const SHAPES: [string, (res: ServerResponse) => void | Promise<void>][] = [
  [
    "every null that there can be",
    (res) =>
      stream(
        res,
        { id: null, choices: null, usage: null },
        chunk(null),
        chunk({ delta: null }),
        words(null),
        chunk({
          index: null,
          delta: { content: SAID, tool_calls: null, function_call: null, refusal: null },
          finish_reason: null,
          logprobs: null,
        }),
        ends(),
        { choices: [], usage: { prompt_tokens: null, completion_tokens: null, prompt_tokens_details: null } },
      ),
  ],
  [
    "numbers and texts where others send something else",
    (res) =>
      stream(
        res,
        { id: 7, created: "now", model: 3, choices: [{ index: "0", delta: { content: SAID }, finish_reason: 0 }] },
        { choices: [{ finish_reason: "stop" }], usage: { prompt_tokens: "9", completion_tokens: 2.5 } },
      ),
  ],
  ["choices as one object", (res) => stream(res, { choices: { delta: { content: SAID }, finish_reason: "stop" } })],
  [
    "the usage before the words",
    (res) => stream(res, { choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } }, words(SAID), ends()),
  ],
  [
    "content in parts, with thoughts among them",
    (res) =>
      stream(
        res,
        words([{ type: "thinking", thinking: [{ type: "text", text: "Hm." }] }]),
        words([
          { type: "text", text: "Evening, chérie. " },
          { type: "reasoning", text: "Hm." },
        ]),
        words(["Sit ", { type: "output_text", text: "down." }]),
        ends(),
      ),
  ],
  [
    "texts and numbers for a delta and its content",
    (res) => stream(res, chunk({ delta: "Evening, chérie. " }), chunk({ delta: { content: "Sit down." } }), ends()),
  ],
  [
    "an error beside the words that is none",
    (res) =>
      stream(
        res,
        { ...words("Evening, chérie. "), error: {}, errors: [] },
        { ...words("Sit down."), error: false, detail: null },
        { ...ends(), error: [], code: 0, message: "" },
      ),
  ],
  [
    "a wrapping of its own",
    (res) =>
      stream(
        res,
        { code: 0, message: "success", data: words("Evening, chérie. ") },
        { success: true, errors: [], result: words("Sit down.") },
        { code: 200, msg: "ok", response: ends() },
      ),
  ],
  [
    "an end with each piece, each a while after the other",
    async (res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      for (const piece of ["Evening, ", "chérie. ", "Sit ", "down."]) {
        res.write(`data: ${JSON.stringify(chunk({ delta: { content: piece }, finish_reason: "stop" }))}\n\n`);
        await sleep(400);
      }
      res.end();
    },
  ],
  ["[DONE] in quotes", (res) => text(res, "text/event-stream", `${EVENTS}data: "[DONE]"\n\n`)],
  [
    "DATA in capitals, and one event over several lines",
    (res) =>
      text(
        res,
        "text/event-stream",
        `DATA: ${JSON.stringify(words("Evening, chérie. "))}\r\n\r\ndata:{"choices":[{"delta":\r\ndata:{"content":"Sit down."}}]}\r\n\r\nData: ${JSON.stringify(ends())}\r\n\r\nDATA: [DONE]\r\n\r\n`,
      ),
  ],
  [
    "thoughts under other names",
    (res) =>
      stream(
        res,
        chunk({ delta: { reasoning: "Hm.", thinking: "Hm." } }),
        chunk({ delta: { content: SAID, reasoning_details: [{ text: "Hm." }] } }),
        ends(),
      ),
  ],
  [
    "a message for a delta",
    (res) => stream(res, chunk({ message: { role: "assistant", content: SAID }, finish_reason: "stop" })),
  ],
  [
    "a message that grows",
    (res) =>
      stream(
        res,
        chunk({ message: { content: "Evening, " } }),
        chunk({ message: { content: "Evening, chérie. " } }),
        chunk({ message: { content: SAID }, finish_reason: "stop" }),
      ),
  ],
  [
    "the whole message again at the end",
    (res) => stream(res, words(SAID), chunk({ message: { content: SAID }, finish_reason: "stop" })),
  ],
  [
    "the text of old completions",
    (res) => stream(res, chunk({ text: "Evening, chérie. " }), chunk({ text: "Sit down.", finish_reason: "stop" })),
  ],
  ["another end", (res) => stream(res, words(SAID), ends("eos_token"))],
  [
    "an empty end with each piece",
    (res) =>
      stream(
        res,
        chunk({ delta: { content: "Evening, chérie. " }, finish_reason: "" }),
        chunk({ delta: { content: "Sit down." }, finish_reason: "" }),
      ),
  ],
  ["one JSON for a stream", (res) => json(res, 200, WHOLE)],
  [
    "one JSON for a stream, printed nicely, with another type",
    (res) => text(res, "text/plain", `\uFEFF\n${JSON.stringify(WHOLE, null, 4)}\n`),
  ],
  [
    "lines of JSON",
    (res) =>
      text(
        res,
        "application/x-ndjson",
        [words("Evening, chérie. "), words("Sit down."), ends()].map((one) => JSON.stringify(one)).join("\n"),
      ),
  ],
  [
    "JSON without lines between",
    (res) =>
      text(
        res,
        "application/json",
        [words("Evening, chérie. "), words("Sit down."), ends()].map((one) => JSON.stringify(one)).join(""),
      ),
  ],
  ["a list of chunks", (res) => json(res, 200, [words(SAID), ends()])],
  ["an event stream as JSON", (res) => text(res, "application/json", EVENTS)],
  ["an event stream of no type", (res) => text(res, "application/octet-stream", EVENTS)],
  ["events without an end", (res) => text(res, "text/event-stream", EVENTS.trimEnd())],
  ["events without an empty line between", (res) => text(res, "text/event-stream", EVENTS.replaceAll("\n\n", "\n"))],
  [
    "events with CR, comments, names, blanks and junk",
    (res) =>
      text(
        res,
        "Text/Event-Stream; charset=utf-8",
        `\uFEFF: hello\r\revent: tool.progress\rdata: {"progress":3}\r\rdata:\r\rdata: {}\r\rdata: [1,2]\r\rdata: nonsense\r\r${EVENTS.replaceAll("\n", "\r")}data:  [DONE] \r\r`,
      ),
  ],
  ["the prefix twice", (res) => text(res, "text/event-stream", EVENTS.replaceAll("data: ", "data: data: "))],
  ["gzip", (res) => text(res, "text/event-stream", gzipSync(EVENTS), { "content-encoding": "gzip" })],
  ["deflate", (res) => text(res, "text/event-stream", deflateSync(EVENTS), { "content-encoding": "deflate" })],
  [
    "deflate without its head",
    (res) => text(res, "text/event-stream", deflateRawSync(EVENTS), { "content-encoding": "deflate" }),
  ],
  [
    "gzip that lacks its tail",
    (res) => text(res, "text/event-stream", gzipSync(EVENTS).subarray(0, -8), { "content-encoding": "gzip" }),
  ],
  [
    "gzip under deflate's name",
    (res) => text(res, "text/event-stream", gzipSync(EVENTS), { "content-encoding": "deflate" }),
  ],
  ["text for content in a delta", (res) => stream(res, chunk({ delta: { text: SAID } }), ends())],
  [
    "all that was said before again in each piece",
    (res) => stream(res, words("Evening, "), words("Evening, chérie. "), words(SAID), ends()),
  ],
  [
    "numbers that are none",
    (res) =>
      text(
        res,
        "text/event-stream",
        EVENTS.replaceAll('"choices":', '"logprob":NaN,"scores":[-Infinity, Infinity],"choices":'),
      ),
  ],
  [
    "what Python takes for JSON",
    (res) =>
      text(
        res,
        "text/event-stream",
        `data: {'id': None, 'choices': [{'delta': {'content': '${SAID}'}, 'finish_reason': None}]}\n\ndata: ${JSON.stringify(ends())}\n\n`,
      ),
  ],
  ["a blank before the colon", (res) => text(res, "text/event-stream", EVENTS.replaceAll("data: ", "data : "))],
  ["zstd", (res) => text(res, "text/event-stream", zstdCompressSync(EVENTS), { "content-encoding": "zstd" })],
  ...["gzip", "deflate", "br", "utf-8"].map((encoding): [string, (res: ServerResponse) => void] => [
    `no ${encoding}, though its head says so`,
    (res) => text(res, "text/event-stream", EVENTS, { "content-encoding": encoding }),
  ]),
  [
    "brotli",
    (res) => text(res, "application/json", brotliCompressSync(JSON.stringify(WHOLE)), { "content-encoding": "br" }),
  ],
];

test.each(SHAPES)("an answer is heard that comes with %s", async (_shape, shape) => {
  reply = shape;
  expect(await ask()).toMatchObject({ reply: SAID, mind: "direct" });
  expect((await ask()).fallback).toBeUndefined();
});

test("words that begin as those before them are no repetition of these", async () => {
  reply = (res) => stream(res, words("Never! "), words("Never! "), words("Not here."), ends());
  expect((await ask()).reply).toBe("Never! Never! Not here.");
});

test.each<[string, string[]]>([
  ["You owe me 100 gold.", ["You owe me 1", "0", "0", " gold."]],
  ["Ha ha, haha! Moo.", ["Ha ha, ", "ha", "ha", "! M", "o", "o", "."]],
  ["Byebye now, now.", ["Bye", "bye", " now", ",", " now", "."]],
])(
  "where pieces come as messages or as texts, %j is heard with each short piece that is said twice",
  async (said, pieces) => {
    const [first = "", ...rest] = pieces;
    reply = (res) => stream(res, ...pieces.map((text) => chunk({ text })), ends());
    expect((await ask()).reply).toBe(said);
    reply = (res) => stream(res, words(first), ...rest.map((content) => chunk({ message: { content } })), ends());
    expect((await ask()).reply).toBe(said);
  },
);

test("a short answer that is said again as a whole is heard once", async () => {
  reply = (res) => stream(res, words("Hi."), chunk({ message: { content: "Hi." }, finish_reason: "stop" }));
  expect((await ask()).reply).toBe("Hi.");
  reply = (res) => stream(res, words("Hi."), chunk({ text: "Hi.", finish_reason: "stop" }));
  expect((await ask()).reply).toBe("Hi.");
});

test("a number for words is heard, and a connection that is reset after the end matters to nobody", async () => {
  reply = (res) => stream(res, words("I am "), words(42), words(" years old."), ends("eos"));
  expect((await ask()).reply).toBe("I am 42 years old.");
  reply = async (res) => {
    res.writeHead(200, { "content-type": "text/event-stream" }).write(EVENTS);
    await sleep(30);
    res.socket?.resetAndDestroy();
  };
  expect((await ask()).reply).toBe(SAID);
});

test("letters that are cut between two packets are whole", async () => {
  reply = async (res) => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    for (const byte of Buffer.from(EVENTS)) {
      res.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    res.end();
  };
  expect((await ask()).reply).toBe(SAID);
});

test("a server that does not hang up after its end is not waited for", async () => {
  reply = (res) => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    res.write(EVENTS);
  };
  expect(await ask()).toMatchObject({ reply: SAID });
});

test.each<[string, (res: ServerResponse) => void]>([
  [
    "an end in mid-sentence",
    (res) => text(res, "text/event-stream", `data: ${JSON.stringify(words("Sit down. The secret is the"))}\n\n`),
  ],
  [
    "an error in mid-sentence",
    (res) => stream(res, words("Sit down. The secret is the"), { error: { message: "gone" } }),
  ],
  [
    "a broken connection in mid-sentence",
    (res) => {
      res.write(`data: ${JSON.stringify(words("Sit down. The secret is the"))}\n\n`, () => res.destroy());
    },
  ],
  ...["insufficient_system_resource", "network_error", "abort", "ENGINE_ERROR", "cancelled", "model_length"].map(
    (finish): [string, (res: ServerResponse) => void] => [
      `${finish} in mid-sentence`,
      (res) => stream(res, words("Sit down. The secret is the"), ends(finish)),
    ],
  ),
  [
    "the end of its tokens in mid-sentence",
    (res) => stream(res, words("Sit down. The secret is the"), ends("max_tokens")),
  ],
])("after %s a player hears whole sentences only", async (_end, end) => {
  reply = end;
  const { reply: said } = await ask();
  expect(said).toMatch(/^Sit down\./);
  expect(said).not.toContain("secret");
});

test("an answer of megabytes in one chunk is cut, and one without end is given up", async () => {
  reply = (res) => stream(res, words("Sit down, love, and hear. ".repeat(100_000)), ends());
  expect((await ask()).reply.length).toBeLessThan(1_000);
  reply = (res) => {
    res.writeHead(200, { "content-type": "text/event-stream" });
    const more = (): void => void res.write("data: x".repeat(100_000), () => res.destroyed || more());
    more();
  };
  expect((await ask()).fallback).toBe(true);
});
