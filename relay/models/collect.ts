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
  for (const { id, function: fn } of choice?.delta.tool_calls ?? []) whole.toolCalls.push({ id, ...fn });
  const text = choice?.delta.content ?? "";
  whole.content += text;
  return text;
}

export const emptyCollected = (): Collected => ({ content: "", toolCalls: [], finishReason: "stop", usage: undefined });

/** A piece that only says that the model thinks. */
export const isThought = ({ choices: [choice] }: ChatChunk): boolean => choice?.delta.reasoning_content !== undefined;
