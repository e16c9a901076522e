import { createHash } from "node:crypto";
import { callsOf, type ChatMessage, type ChatRequest, textOf } from "../../chat.ts";
import { type Lesson, onMessages, REFUSES } from "./lesson.ts";

/** Mistral's: nine letters and digits. Those that it gave itself come back as they were. */
export function toolIds(said: string): Lesson | undefined {
  if (
    !/tool.?call.?id|tool_calls?\S{0,6}id\b|call_id/.test(said) ||
    !/length|must be|a-z|invalid|format|pattern/.test(said)
  )
    return undefined;
  const short = (id: unknown): unknown =>
    typeof id === "string" && !SHORT_ID.test(id) ? createHash("sha256").update(id).digest("hex").slice(0, 9) : id;
  return {
    key: "tool ids",
    does: "calls have ids of nine letters and digits",
    change: onMessages((message) => ({
      ...message,
      ...(message["tool_call_id"] !== undefined && { tool_call_id: short(message["tool_call_id"]) }),
      ...(message["tool_calls"] !== undefined && {
        tool_calls: callsOf(message).map((call) => ({ ...call, id: short(call["id"]) })),
      }),
    })),
  };
}

const SHORT_ID = /^[a-zA-Z0-9]{9}$/;

export function nullContent(said: string, { messages }: ChatRequest): Lesson | undefined {
  if (!said.includes("content") || !/null|none|nil\b|string|required|empty|missing|blank|at least/.test(said))
    return undefined;
  const empty = messages.some(({ content }) => content === null || content === undefined) ? "" : " ";
  return {
    key: "content",
    does: "what has no words is sent with an empty text",
    change: onMessages((message) => ({ ...message, content: message.content || empty })),
  };
}

export function noSystem(said: string, { messages }: ChatRequest): Lesson | undefined {
  const isMeant = (SYSTEM.test(said) && REFUSES.test(said)) || ROLES.test(said);
  if (!isMeant || !messages.some(({ role }) => role === "system")) return undefined;
  return {
    key: "system role",
    does: "the prompt goes as if a player had said it, since it knows no system role",
    change: (body) => ({ ...body, messages: withoutSystem(body.messages) }),
  };
}

/** Of the role, and not of a system that failed. */
const SYSTEM =
  /\b(?:system|developer)['"`’]*\s*(?:role|messages?|prompts?|instructions?|field)|\broles?\b.{0,24}\b(?:system|developer)\b|['"`](?:system|developer)['"`]/;

/** Only some roles are known, or they have to alternate. */
export const ROLES =
  /roles?\b[^]{0,120}(?:user[^]{0,40}assistant|assistant[^]{0,40}user|alternat)|(?:user[^]{0,40}assistant|assistant[^]{0,40}user)[^]{0,60}roles?\b/;

/** Apart from what players say, and in turn. */
function withoutSystem(messages: ChatMessage[]): ChatMessage[] {
  const system = messages.filter(({ role }) => role === "system");
  const rest = messages.filter(({ role }) => role !== "system");
  const from = rest.findIndex(({ role }) => role === "user");
  return [
    { role: "user", content: system.map(textOf).join("\n\n") },
    { role: "assistant", content: "I understand." },
    ...rest.slice(Math.max(from, 0)),
  ];
}
