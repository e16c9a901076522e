import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tokensIn } from "../../lib/tokens.ts";
import { answerTo } from "./answers.ts";

/**
 * A model's server at the pace of a hosted model: so long to its first token, and so many tokens a second then. A process of its
 * own, which prints its address. `node paced-model.ts <ms to the first token> <tokens a second>`
 */
const [toFirst = 500, aSecond = 60] = process.argv.slice(2).map(Number);
const TICK_MS = 4;

interface Stream {
  res: ServerResponse;
  begins: number;
  tokens: string[];
  sent: number;
  promptTokens: number;
}
const streams = new Set<Stream>();

const server = createServer((req, res) => {
  if (req.url?.endsWith("/models") === true) return void res.end(JSON.stringify({ data: [{ id: "gpt-4o-mini" }] }));
  let body = "";
  req.on("data", (bytes: Buffer) => (body += bytes.toString()));
  req.on("end", () => {
    const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] };
    const tokens = answerTo(messages.findLast(({ role }) => role === "user")?.content ?? "").match(/.{1,4}/g) ?? [];
    res.writeHead(200, { "content-type": "text/event-stream" });
    const stream = { res, begins: performance.now() + toFirst, tokens, sent: 0, promptTokens: tokensIn(body) };
    streams.add(stream);
    res.once("close", () => streams.delete(stream));
  });
}).listen(0, "127.0.0.1", () => process.stdout.write(`address ${(server.address() as AddressInfo).port}\n`));

setInterval(() => {
  const now = performance.now();
  for (const stream of streams) go(stream, now);
}, TICK_MS);

function go(stream: Stream, now: number): void {
  const due = Math.floor(((now - stream.begins) * aSecond) / 1_000) + 1;
  const upTo = Math.min(due, stream.tokens.length);
  if (upTo > stream.sent) stream.res.write(chunk({ content: stream.tokens.slice(stream.sent, upTo).join("") }));
  stream.sent = Math.max(stream.sent, upTo);
  if (stream.sent < stream.tokens.length) return;
  const usage = { prompt_tokens: stream.promptTokens, completion_tokens: stream.tokens.length };
  stream.res.end(`${chunk({}, "stop", usage)}data: [DONE]\n\n`);
  streams.delete(stream);
}

function chunk(delta: object, finish_reason: string | null = null, usage?: object): string {
  const choices = [{ index: 0, delta, finish_reason }];
  return `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "gpt-4o-mini", choices, usage })}\n\n`;
}
