import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A completion that a mind is waiting for. */
export interface Completion {
  /** What the mind sent, oldest first. */
  messages: { role: string; content: string | null }[];
  /** What it may call. */
  tools: string[];
  /** Streams a piece of the answer. */
  say(piece: string): void;
  /** Calls a tool, and ends this completion with it. */
  call(tool: string, args: unknown): void;
  end(): void;
  /** Resolves when the connection is over: ended, or given up by the mind. */
  over: Promise<void>;
}

/** A model on loopback of which the test is the brain: the outside world of the relay. */
export interface TestModel {
  url: string;
  /** Everything that was asked so far. */
  asked: Completion[];
  /** The n-th completion that was asked for, from 0. */
  completion(index: number): Promise<Completion>;
  close(): Promise<void>;
}

interface Asked extends Pick<Completion, "messages"> {
  tools?: { function: { name: string } }[];
}

export async function openModel(answer?: (completion: Completion) => void): Promise<TestModel> {
  const asked: Completion[] = [];
  let noticed = Promise.withResolvers<void>();

  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (req.url?.endsWith("/models") === true) return void res.end(JSON.stringify({ data: [{ id: "test-model" }] }));
    const { messages, tools = [] } = (await json(req)) as Asked;
    // The relay asks its model's server one thing by itself, at its start.
    if (messages[0]?.content?.startsWith("You keep a shop.") === true) {
      const hello = answerBy(res);
      hello.say("Good evening.");
      return hello.end();
    }
    const completion = { messages, tools: tools.map((tool) => tool.function.name), ...answerBy(res) };
    asked.push(completion);
    noticed.resolve();
    noticed = Promise.withResolvers();
    answer?.(completion);
  };
  const server = createServer((req, res) => void take(req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    async completion(index) {
      for (;;) {
        const found = asked[index];
        if (found) return found;
        await noticed.promise;
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function answerBy(res: ServerResponse): Omit<Completion, "messages" | "tools"> {
  res.writeHead(200, { "content-type": "text/event-stream" });
  res.flushHeaders();
  const send = (delta: unknown, finish_reason: string | null = null): void => {
    res.write(`data: ${JSON.stringify({ id: "completion", choices: [{ index: 0, delta, finish_reason }] })}\n\n`);
  };
  const finish = (reason: string): void => {
    send({}, reason);
    res.end("data: [DONE]\n\n");
  };
  return {
    say: (content) => send({ content }),
    call(name, args) {
      const call = { index: 0, id: "call-1", type: "function", function: { name, arguments: JSON.stringify(args) } };
      send({ tool_calls: [call] });
      finish("tool_calls");
    },
    end: () => finish("stop"),
    over: new Promise((resolve) => res.once("close", resolve)),
  };
}

/** What the mind was last told by the player in this completion. */
export function lastWords(completion: Completion): string {
  return completion.messages.findLast(({ role }) => role === "user")?.content ?? "";
}
