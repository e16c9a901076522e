import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Completion, completion, saidIn } from "./completion.ts";
import { type Call, decide, type Deed } from "./hostile-deeds.ts";

export interface HostileModel {
  /** Ends in `/v1`, as every OpenAI-compatible address does. */
  url: string;
  token: string;
  /** Every completion that was asked for, oldest first. */
  requests: Completion[];
  /** How many answers were ended by `abortCalls`. */
  callsAborted: number;
  /** The ids that `GET /models` lists. May be changed at any time. */
  models: string[];
  /** Does what the gateway does for a turn that is over: ends its answer, with an error if none was begun; begins no other. */
  abortCalls: (turn: string) => void;
  close: () => Promise<void>;
}

/**
 * An OpenAI-compatible server on the loopback that does as the last thing the player said tells it, so that a test decides
 * what "the model" does:
 *
 * - `CALL tool {json}` calls the tool if it was offered, `CALLRAW tool {json}` in any case, `LOOP tool {json}` for ever
 * - `RECALL word` says whether the system prompt and the history hold the word
 * - `SLOWLY n` says n words, 30 ms apart; `LATE ms` begins late; `CUT` breaks the stream off; `STATUS 500` refuses
 * - `HANG` never answers
 * - `THINK` reasons before it speaks; `EMPTY` says nothing
 *
 * A request that offers a shell comes from the harness itself, not from an NPC: it is answered with `attack`.
 */
export async function startHostileModel(options: HostileOptions): Promise<HostileModel> {
  const { models, port: wanted = 0, token = "gateway-token-of-the-test" } = options;
  const model = { requests: [] as Completion[], models, token, callsAborted: 0 };
  const open = new Map<ServerResponse, Completion>();
  const over: string[] = [];
  const isOver = (asked: Completion) => over.some((turn) => saidIn(asked).includes(turn));
  const server = createServer((req, res) => {
    if (req.headers.authorization !== `Bearer ${model.token}`)
      return answerJson(res, 401, { error: { message: "no token" } });
    if (req.method === "GET") {
      const data = model.models.map((id) => ({ id, object: "model", created: 1, owned_by: "test" }));
      return answerJson(res, 200, { object: "list", data });
    }
    void readBody(req).then(async (body) => {
      const asked = completion.parse(JSON.parse(body));
      if (isOver(asked)) return answerJson(res, 400, HUNG_UP);
      model.requests.push(asked);
      open.set(res, asked);
      res.on("close", () => open.delete(res));
      await perform(decide(asked, options.attack), asked, model.requests.length, res);
    });
  });
  await new Promise<void>((done) => server.listen(wanted, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return Object.assign(model, {
    url: `http://127.0.0.1:${port}/v1`,
    abortCalls: (turn: string) => {
      over.push(turn);
      for (const [res, asked] of open) {
        if (!isOver(asked) || res.writableEnded) continue;
        model.callsAborted += 1;
        if (!res.headersSent) answerJson(res, 400, HUNG_UP);
        else res.end(`${chunk(asked, {}, "stop")}data: [DONE]\n\n`);
      }
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

interface HostileOptions {
  models: string[];
  attack?: Call;
  /** Where a Letta expects it; absent: a free one. */
  port?: number;
  token?: string;
}

async function perform(deed: Deed, asked: Completion, count: number, res: ServerResponse): Promise<void> {
  const isHungUp = () => res.writableEnded;
  if (deed.hang) return;
  if (deed.lateMs !== undefined) await sleep(deed.lateMs);
  if (isHungUp()) return;
  if (deed.status !== undefined) return answerJson(res, deed.status, { error: { message: `status ${deed.status}` } });
  const read = Math.ceil(JSON.stringify(asked.messages).length / 4);
  const usage = { prompt_tokens: read, completion_tokens: 8, total_tokens: read + 8 };
  if (!asked.stream) {
    const message = { role: "assistant", content: deed.text ?? "" };
    return answerJson(res, 200, { ...common(asked), choices: [{ index: 0, message, finish_reason: "stop" }], usage });
  }
  res.setHeader("content-type", "text/event-stream");
  const send = (delta: object, finish: string | null = null): void => void res.write(chunk(asked, delta, finish));
  send({ role: "assistant", content: "" });
  if (deed.thought !== undefined) send({ reasoning_content: deed.thought });
  for (const word of (deed.text ?? "").split(/(?<= )/)) {
    if (isHungUp()) return;
    if (word !== "") send({ content: word });
    if (deed.delayMs !== undefined) await sleep(deed.delayMs);
  }
  if (deed.call !== undefined) {
    const called = { name: deed.call.tool, arguments: deed.call.args };
    send({ tool_calls: [{ index: 0, id: `call_${count}`, type: "function", function: called }] });
  }
  if (deed.cut) return void res.destroy();
  send({}, deed.call === undefined ? "stop" : "tool_calls");
  res.end(`data: ${JSON.stringify({ ...common(asked), choices: [], usage })}\n\ndata: [DONE]\n\n`);
}

const HUNG_UP = { error: { message: "hung up" } };

const common = ({ model }: Completion) => ({ id: "completion", object: "chat.completion.chunk", created: 1, model });

const chunk = (asked: Completion, delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({ ...common(asked), choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

function answerJson(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { "content-type": "application/json" });
  res.end(JSON.stringify(body));
}

async function readBody(req: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of req.setEncoding("utf8")) body += String(chunk);
  return body;
}
