import { randomUUID } from "node:crypto";
import type { Sheet } from "../../cast/sheet.ts";
import { tokensIn } from "../../lib/tokens.ts";
import { type ChatChunk, type ChatRequest, textOf } from "../chat.ts";
import { decide, type Line } from "./decide.ts";

/**
 * The rehearsal model: plays an NPC from the authored lines of its sheet. Free, deterministic, and speaks the same protocol
 * as any other model, so that everything around it is the real thing.
 */
export function* playFromSheet(sheet: Sheet, request: ChatRequest): Iterable<ChatChunk> {
  const id = `rehearsal-${randomUUID()}`;
  const line = decide(sheet, request);
  for (const delta of deltasOf(line)) yield chunk(id, { delta });
  yield chunk(id, { delta: {}, finish_reason: line.call ? "tool_calls" : "stop" });
  const usage = {
    prompt_tokens: tokensIn(request.messages.map(textOf).join(" ")),
    completion_tokens: tokensIn(line.say),
  };
  yield { ...chunk(id), usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } };
}

function deltasOf({ say, call }: Line): Delta[] {
  const words: Delta[] = say.split(/(?<= )/).map((content) => ({ role: "assistant", content }));
  if (!call) return words;
  const fn = { name: call.name, arguments: JSON.stringify(call.args) };
  return [...words, { tool_calls: [{ index: 0, id: `call-${randomUUID()}`, type: "function", function: fn }] }];
}

type Choice = ChatChunk["choices"][number];
type Delta = Choice["delta"];

const chunk = (id: string, choice?: Choice): ChatChunk => ({
  id,
  object: "chat.completion.chunk",
  created: Math.floor(Date.now() / 1000),
  model: "rehearsal",
  choices: choice ? [{ index: 0, finish_reason: null, ...choice }] : [],
});
