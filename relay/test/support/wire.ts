import type { ServerResponse } from "node:http";

/** Chunks of a completion, as servers send them. */
export const words = (content: unknown) => chunk({ delta: { role: "assistant", content } });
export const ends = (finish_reason: unknown = "stop") => chunk({ delta: {}, finish_reason });
export const chunk = (choice: unknown) => ({ id: "c", object: "chat.completion.chunk", choices: [choice] });

/** One delta with calls as they are written here. */
export const calls = (...tool_calls: unknown[]) => chunk({ index: 0, delta: { role: "assistant", tool_calls } });
export const call = (name: string, args: unknown, more: object = {}) => ({
  type: "function",
  function: { name, arguments: args },
  ...more,
});

export function stream(res: ServerResponse, ...chunks: unknown[]): void {
  res.writeHead(200, { "content-type": "text/event-stream" });
  for (const one of chunks) res.write(`data: ${JSON.stringify(one)}\n\n`);
  res.end("data: [DONE]\n\n");
}

export function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { "content-type": "application/json" });
  res.end(typeof body === "string" ? body : JSON.stringify(body));
}

export function text(res: ServerResponse, type: string, body: string | Buffer, headers: object = {}): void {
  res.writeHead(200, { "content-type": type, ...headers });
  res.end(body);
}
