import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { ChatRequest } from "../../models/chat.ts";

/** A model's server on loopback that says what the test tells it to, and remembers what it was asked. */
export interface TestProvider {
  /** For `Provider.baseUrl`. */
  url: string;
  requests: { body: ChatRequest; authorization: string | undefined }[];
  /** Takes no more connections, and breaks those that are open. */
  stop(): Promise<void>;
  /** Listens again, at the same port. */
  start(): Promise<void>;
  close(): void;
}

export type Reply = (request: ChatRequest, answer: Answer) => void | Promise<void>;

export interface Answer {
  /** Streams the pieces and goes on. */
  say(...pieces: string[]): void;
  call(name: string, args: unknown): void;
  end(): void;
  raw: ServerResponse;
  closed: Promise<void>;
}

export async function openProvider(reply: Reply): Promise<TestProvider> {
  const requests: TestProvider["requests"] = [];
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = JSON.parse(await text(req)) as ChatRequest;
    requests.push({ body, authorization: req.headers.authorization });
    await reply(body, answerBy(res));
  };
  const server = createServer((req, res) => {
    if (req.url?.endsWith("/models")) res.end(JSON.stringify({ data: [{ id: "test-model" }] }));
    else void take(req, res);
  });
  const start = (port = 0) => new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  await start();
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, requests, stop, start: () => start(port), close: () => void stop() };
}

function answerBy(res: ServerResponse): Answer {
  const send = (delta: unknown, finish_reason: string | null = null): void => {
    if (!res.headersSent) res.writeHead(200, { "content-type": "text/event-stream" });
    res.write(`data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta, finish_reason }] })}\n\n`);
  };
  return {
    say: (...pieces) => pieces.forEach((content) => send({ content })),
    call: (name, args) =>
      send(
        {
          tool_calls: [
            { index: 0, id: `call-${name}`, type: "function", function: { name, arguments: JSON.stringify(args) } },
          ],
        },
        "tool_calls",
      ),
    end: () => {
      send({}, "stop");
      res.end("data: [DONE]\n\n");
    },
    raw: res,
    closed: new Promise((done) => res.on("close", () => done())),
  };
}
