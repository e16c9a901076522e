import { z } from "zod";

/**
 * The part of OpenAI's chat completions that we look into; the rest passes through as it is.
 * https://platform.openai.com/docs/api-reference/chat/create
 */
export const chatRequest = z.looseObject({
  model: z.string(),
  messages: z
    .array(
      z.looseObject({
        role: z.string(),
        content: z
          .union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() })), z.null()])
          .optional(),
      }),
    )
    .min(1),
  // Letta's summaries send null.
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }).optional() })).nullish(),
  stream: z.boolean().optional(),
});

export type ChatRequest = z.infer<typeof chatRequest>;
export type ChatMessage = ChatRequest["messages"][number];

/** What every model here answers with, also where the caller wants no stream. Calls come whole. */
export interface ChatChunk {
  id: string;
  object: "chat.completion.chunk";
  created?: number;
  model?: string;
  /** One at most. */
  choices: { index?: number; delta: Delta; finish_reason?: string | null }[];
  usage?: {
    prompt_tokens: number;
    completion_tokens: number;
    total_tokens?: number;
    prompt_tokens_details?: { cached_tokens: number };
  };
}

interface Delta {
  role?: string;
  content?: string;
  /** The model thinks; nobody is told what. */
  reasoning_content?: string;
  tool_calls?: ToolCallDelta[];
}

export interface ToolCallDelta {
  index: number;
  id: string;
  type: string;
  function: { name: string; arguments: string };
  /** What the provider wants back with the call's result, and nobody else is to see: of the call, and of its message. */
  own?: { call: Record<string, unknown>; message: Record<string, unknown> };
}

/** A message's words, whichever of the two forms it has. */
export function textOf({ content }: ChatMessage): string {
  if (typeof content === "string") return content;
  return content?.map((part) => part.text ?? "").join("\n") ?? "";
}

/** The calls in a message; none where it has none. */
export const callsOf = ({ tool_calls: calls }: ChatMessage): Record<string, unknown>[] =>
  Array.isArray(calls) ? (calls as unknown[]).filter(isRecord) : [];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A whole call of a tool. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}
