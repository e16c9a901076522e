import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What went over the line once: which id the request bore, and which one the relay told back. */
export interface Overheard {
  path: string;
  /** The request's body. */
  sent: string;
  id: string | undefined;
  answered: string | undefined;
}

/** Stands between the game and its relay, and changes nothing. */
export async function openWiretap(relayUrl: string) {
  const overheard: Overheard[] = [];
  const pass = (req: IncomingMessage, res: ServerResponse): void => {
    let sent = "";
    req.setEncoding("utf8").on("data", (piece: string) => (sent += piece));
    const options = { method: req.method ?? "GET", headers: req.headers };
    const onward = request(new URL(req.url ?? "/", relayUrl), options, (answer) => {
      const [path = ""] = (req.url ?? "").split("?");
      overheard.push({ path, sent, id: idIn(req), answered: idIn(answer) });
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
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

function idIn({ headers }: IncomingMessage): string | undefined {
  const id = headers["x-request-id"];
  return typeof id === "string" ? id : undefined;
}
