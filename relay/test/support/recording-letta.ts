import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** As much of a V1 server as one turn needs: it remembers with which headers it was spoken to. What one really does is for `relay/test/letta-v1`. */
export interface RecordingLetta {
  url: string;
  /** The headers of each message. */
  said: IncomingHttpHeaders[];
  close(): void;
}

interface AgentBody {
  system: string;
  memory_blocks: { value: string }[];
}

export async function openRecordingLetta(): Promise<RecordingLetta> {
  const said: IncomingHttpHeaders[] = [];
  const prompts = new Map<string, string>();
  const answerTo = (req: IncomingMessage, body: string): unknown => {
    const path = `${req.method ?? ""} ${(req.url ?? "").replace(/\/?(\?.*)?$/, "")}`;
    if (path === "POST /v1/agents") {
      const { system, memory_blocks: blocks } = JSON.parse(body) as AgentBody;
      const id = `agent-${prompts.size}`;
      prompts.set(id, [system, ...blocks.map((block) => block.value)].join("\n"));
      return { id };
    }
    if (path.endsWith("/recompile")) return prompts.get(path.split("/")[3] ?? "");
    if (path === "POST /v1/conversations") return { id: "conv-1" };
    if (path.startsWith("GET /v1/models") || path === "GET /v1/agents") return [];
    return {};
  };
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = await text(req);
    if (/\/conversations\/[^/]+\/messages/.test(req.url ?? "")) {
      said.push(req.headers);
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.end(`data: {"message_type":"assistant_message","content":"Hm."}\n\ndata: [DONE]\n\n`);
      return;
    }
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answerTo(req, body)));
  };
  const server = createServer((req, res) => void take(req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, said, close };
}
