import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { closeRelay, openRelay, type TestRelay, UNHURRIED } from "../support/relay.ts";

let relay: TestRelay;
/** By what is said. */
const replies = new Map<string, (res: ServerResponse) => void>();
const server = createServer((req, res) => {
  void text(req).then((body) => {
    if (req.url?.endsWith("/models") === true) return res.end('{"data":[{"id":"m"}]}');
    return [...replies].find(([said]) => body.includes(`"${said}"`))?.[1](res);
  });
});
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  relay = await openRelay({ ...UNHURRIED, provider: { baseUrl: `http://127.0.0.1:${port}/v1`, model: "m" } });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await closeRelay(relay);
});

/** As a Letta asks. */
async function ask(said: string): Promise<string> {
  const answer = await fetch(`${relay.url}/llm/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${relay.context.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: "guard",
      stream: true,
      tools: [{ type: "function", function: { name: "wave", parameters: { type: "object", properties: {} } } }],
      messages: [{ role: "user", content: said }],
    }),
  });
  return `${answer.status} ${await answer.text()}`;
}
const stream = (res: ServerResponse, ...events: string[]): void => {
  res.writeHead(200, { "content-type": "text/event-stream" });
  res.end(`${events.map((event) => `data: ${event}\n\n`).join("")}data: [DONE]\n\n`);
};
const delta = (inner: string, finish = "null"): string =>
  `{"choices":[{"index":0,"delta":{${inner}},"finish_reason":${finish}}]}`;
const deep = (signs: string, depth: number): string => signs.charAt(0).repeat(depth) + signs.charAt(1).repeat(depth);
const objects = (depth: number): string => '{"a":'.repeat(depth) + "1" + "}".repeat(depth);
const call = (args: string, own = ""): string =>
  delta(`"tool_calls":[{"index":0,"id":"a","type":"function",${own}"function":{"name":"wave","arguments":${args}}}]`);

const NESTED = [
  ["words", delta(`"content":${deep("[]", 100_000)}`)],
  ["arguments", call(deep("[]", 100_000))],
  ["arguments as a text", call(JSON.stringify(`{"a":${deep("[]", 7_000)}}`))],
  ["fields of the server's own", call('"{}"', `"extra_content":${objects(50_000)},`)],
  ["an error", `{"error":${objects(50_000)}}`],
] as const;

test("nesting that no stack can walk through is a fault of the server, and none of the relay", async () => {
  for (const [where, event] of NESTED) replies.set(where, (res) => stream(res, event));
  const told = await Promise.all(NESTED.map(([where]) => ask(where)));
  expect(told.filter((answer) => !/^(?:200 data|502 \{"error":\{"message":"The model)/.test(answer))).toEqual([]);
  replies.set("Hello", (res) => stream(res, delta('"content":"I am well."'), delta("", '"stop"')));
  expect((await relay.talk("guard", 1, "Hello")).reply).toBe("I am well.");
});

test("an answer that comes faster than it is read holds up nobody else, and one of millions of pieces has an end", async () => {
  const piece = delta('"tool_calls":[{"index":0,"function":{"name":"wave","arguments":"[[["}}]');
  const bodies = [
    ["pieces", `${piece}\n`.repeat(30_000)],
    ["values", "{}".repeat(1_000_000)],
  ] as const;
  for (const [said, body] of bodies) replies.set(said, (res) => res.writeHead(200).end(body));
  let served = 0;
  const over = new AbortController();
  const honest = async (): Promise<void> => {
    for (; !over.signal.aborted; served++) expect((await fetch(`${relay.url}/healthz`)).ok).toBe(true);
  };
  const serving = honest();
  for (const [said] of bodies) expect(await ask(said)).toMatch(/^(?:200 data|502 )/);
  over.abort();
  await serving;
  expect(served).toBeGreaterThan(20);
});
