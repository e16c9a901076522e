import type { ChatChunk, ToolCall } from "./chat.ts";

export interface Collected {
  content: string;
  toolCalls: ToolCall[];
  finishReason: string;
  usage: ChatChunk["usage"];
}

/** Puts a stream together; `onText` hears the text while it comes. */
export async function collect(chunks: AsyncIterable<ChatChunk>, onText?: (text: string) => void): Promise<Collected> {
  const whole: Collected = { content: "", toolCalls: [], finishReason: "stop", usage: undefined };
  for await (const chunk of chunks) {
    const text = takeIn(whole, chunk);
    if (text !== "") onText?.(text);
  }
  return whole;
}

/** Adds a chunk to what came before it, and answers with the text in it. */
export function takeIn(whole: Collected, chunk: ChatChunk): string {
  whole.usage = chunk.usage ?? whole.usage;
  const choice = chunk.choices[0];
  whole.finishReason = choice?.finish_reason ?? whole.finishReason;
  for (const part of choice?.delta.tool_calls ?? []) {
    const call = (whole.toolCalls[part.index] ??= { id: "", name: "", arguments: "" });
    call.id = part.id ?? call.id;
    call.name += part.function?.name ?? "";
    call.arguments += part.function?.arguments ?? "";
  }
  const text = choice?.delta.content ?? "";
  whole.content += text;
  return text;
}

export const emptyCollected = (): Collected => ({ content: "", toolCalls: [], finishReason: "stop", usage: undefined });
