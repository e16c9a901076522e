import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What went over the line once: which id the request bore, and which one the relay told back. */
export interface Overheard {
  method: string;
  path: string;
  /** The request's body. */
  sent: string;
  /** The answer's body, as it was passed on. */
  told: string;
  id: string | undefined;
  answered: string | undefined;
  /** Milliseconds since the process began, when it was asked. */
  at: number;
}

export interface WiretapOptions {
  /** Changes an answer on its way, or holds it back, as a relay that is broken or not ours might. Default: passes it on as it is. */
  change?: (path: string, body: string) => string | Promise<string>;
}

export interface Wiretap {
  url: string;
  overheard: Overheard[];
  close(): Promise<void>;
}

/** Stands between the game and its relay. */
export async function openWiretap(
  relayUrl: string,
  { change = (_, body) => body }: WiretapOptions = {},
): Promise<Wiretap> {
  const overheard: Overheard[] = [];
  const pass = (req: IncomingMessage, res: ServerResponse): void => {
    let sent = "";
    const at = performance.now();
    req.setEncoding("utf8").on("data", (piece: string) => (sent += piece));
    const { method = "GET", headers } = req;
    const answerWith = async (answer: IncomingMessage): Promise<void> => {
      const [path = ""] = (req.url ?? "").split("?");
      const told = await change(path, await text(answer));
      overheard.push({ method, path, sent, told, id: idIn(req), answered: idIn(answer), at });
      const { statusCode = 502, headers: passed } = answer;
      res.writeHead(statusCode, { ...passed, "content-length": Buffer.byteLength(told) }).end(told);
    };
    const onward = request(new URL(req.url ?? "/", relayUrl), { method, headers }, (answer) => {
      answerWith(answer).catch(() => res.destroy());
    });
    onward.on("error", () => res.destroy());
    res.on("close", () => onward.destroy());
    req.pipe(onward);
  };
  const server = createServer(pass);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, overheard, close };
}

/** The messages that the game has posted, in their order. */
export function messagesOn({ overheard }: Wiretap): Record<string, unknown>[] {
  return overheard
    .filter(({ path }) => path === "/v1/messages")
    .flatMap(({ sent }) => (JSON.parse(sent) as { messages: Record<string, unknown>[] }).messages);
}

function idIn({ headers }: IncomingMessage): string | undefined {
  const id = headers["x-request-id"];
  return typeof id === "string" ? id : undefined;
}
