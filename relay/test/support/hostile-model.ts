import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

export interface HostileModel {
  /** Ends in `/v1`, as every OpenAI-compatible address does. */
  url: string;
  token: string;
  /** Every completion that was asked for, oldest first. */
  requests: Completion[];
  /** How many answers were ended by `hangUp`. */
  hungUp: number;
  /** The ids that `GET /models` lists. May be changed at any time. */
  models: string[];
  /** Does what the gateway does for a turn that is over: ends its answer, with an error if none was begun; begins no other. */
  hangUp: (turn: string) => void;
  close: () => Promise<void>;
}

export type Completion = z.infer<typeof completion>;

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
export async function startHostileModel(options: { models: string[]; attack?: Call }): Promise<HostileModel> {
  const model = { requests: [] as Completion[], models: options.models, token: "gateway-token-of-the-test", hungUp: 0 };
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
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return Object.assign(model, {
    url: `http://127.0.0.1:${port}/v1`,
    hangUp: (turn: string) => {
      over.push(turn);
      for (const [res, asked] of open) {
        if (!isOver(asked) || res.writableEnded) continue;
        model.hungUp += 1;
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

/** The text of all messages of a role, as the model was given it. */
export const textOf = (asked: Completion | undefined, role: "system" | "user" | "assistant" | "tool"): string =>
  (asked?.messages ?? [])
    .filter((message) => message.role === role)
    .map((message) => partsOf(message).join("\n"))
    .join("\n");

/** Whether the harness's own shell was offered, as it is to its subagents and to NPCs that are not hardened. */
export const isOfHarness = (asked: Completion): boolean => asked.tools.some((tool) => tool.function.name === "Bash");

/** The newest message of the player, without what the harness put before it. */
const saidIn = (asked: Completion): string => {
  const last = asked.messages.findLast((message) => message.role === "user");
  return last === undefined ? "" : (partsOf(last).at(-1) ?? "");
};

interface Call {
  tool: string;
  args: string;
}

interface Deed {
  text?: string;
  thought?: string;
  call?: Call;
  status?: number;
  /** Before the first byte. */
  lateMs?: number;
  /** Between words. */
  delayMs?: number;
  cut?: boolean;
  hang?: boolean;
}

const part = z.object({ text: z.string().optional() });
const completion = z.object({
  model: z.string(),
  messages: z.array(
    z.object({
      role: z.string(),
      content: z.union([z.string(), z.array(part), z.null()]).optional(),
      tool_calls: z.array(z.unknown()).optional(),
    }),
  ),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
  stream: z.boolean().default(false),
  max_completion_tokens: z.number().optional(),
});

const partsOf = ({ content }: Completion["messages"][number]): string[] =>
  typeof content === "string" ? [content] : (content ?? []).map((piece) => piece.text ?? "");

function decide(asked: Completion, attack: Call | undefined): Deed {
  const last = asked.messages.at(-1);
  const said = saidIn(asked).split("\n").at(-1) ?? "";
  const loop = /LOOP (\w+) (\{.*\})/.exec(said);
  if (loop) return { call: callOf(loop) };
  if (last?.role === "tool") return { text: `The tool said: ${partsOf(last).join("").slice(0, 300)}` };
  if (attack !== undefined && isOfHarness(asked)) return { call: attack };
  const call = /CALL(RAW)? (\w+) (\{.*\})/.exec(said);
  if (call) {
    const wanted = callOf([call[0], call[2] ?? "", call[3] ?? ""]);
    const offered = asked.tools.some((tool) => tool.function.name === wanted.tool);
    return call[1] !== undefined || offered ? { call: wanted } : { text: `I was not offered ${wanted.tool}.` };
  }
  const word = /RECALL (\w+)/.exec(said)?.[1];
  if (word !== undefined) return { text: whereIs(word, asked) };
  const slow = /SLOWLY (\d+)/.exec(said)?.[1];
  if (slow !== undefined)
    return { text: Array.from({ length: Number(slow) }, (_, at) => `slow${at}`).join(" "), delayMs: 30 };
  const late = /LATE (\d+)/.exec(said)?.[1];
  if (late !== undefined) return { text: "Better late than never.", lateMs: Number(late) };
  const status = /STATUS (\d{3})/.exec(said)?.[1];
  if (status !== undefined) return { status: Number(status) };
  if (said.includes("CUT")) return { text: "half of a sentence that", cut: true };
  if (said.includes("HANG")) return { hang: true };
  if (said.includes("THINK")) return { thought: "a secret thought", text: "Done thinking." };
  return { text: said.includes("EMPTY") ? "" : `You said: ${said.slice(0, 200)}` };
}

const callOf = (match: ArrayLike<string>): Call => ({ tool: match[1] ?? "", args: match[2] ?? "{}" });

function whereIs(word: string, asked: Completion): string {
  const history = asked.messages.slice(0, -1).filter((message) => message.role !== "system");
  const inHistory = history.some((message) => partsOf(message).join("\n").includes(word));
  return `system=${String(textOf(asked, "system").includes(word))} history=${String(inHistory)}`;
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
