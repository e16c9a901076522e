import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";

interface Asked {
  path: string | undefined;
  authorization: string | undefined;
  body: { model: string; input?: string; messages?: { role: string; content: string }[] };
}

/** A guard model's server on loopback that answers what the test tells it to, and remembers what it was asked. */
export interface GuardServer {
  /** Ends with `/v1`. */
  url: string;
  asked: Asked[];
  close(): void;
}

export type GuardReply = (asked: Asked, res: ServerResponse) => void | Promise<void>;

export async function openGuardServer(reply: GuardReply): Promise<GuardServer> {
  const asked: Asked[] = [];
  const server = createServer((req, res) => {
    void textOf(req).then((body) => {
      const one = { path: req.url, authorization: req.headers.authorization, body: JSON.parse(body) as Asked["body"] };
      asked.push(one);
      return reply(one, res);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked, close };
}

/** As a chat completion. */
export const writes =
  (content: string | object | null): GuardReply =>
  (_asked, res) =>
    void res.end(JSON.stringify({ id: "g", choices: [{ index: 0, message: { role: "assistant", content } }] }));

/** As OpenAI's moderation: with goblins' insults and swords, which are no matter. */
export const flags =
  (...flagged: string[]): GuardReply =>
  (_asked, res) => {
    const named = Object.fromEntries(["harassment", "violence", ...flagged].map((name) => [name, true]));
    res.end(JSON.stringify({ id: "m", results: [{ flagged: true, categories: { hate: false, ...named } }] }));
  };

export const answers =
  (status: number, body = ""): GuardReply =>
  (_asked, res) =>
    void res.writeHead(status).end(body);

export const isSilent: GuardReply = () => undefined;

/** What is judged: the last of what it was shown. */
export const judgedIn = ({ body }: Asked): string => body.input ?? body.messages?.at(-1)?.content ?? "";
