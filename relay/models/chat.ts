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

/** What every model here answers with, also where the caller wants no stream. */
export const chatChunk = z.looseObject({
  id: z.string().default(""),
  choices: z
    .array(
      z.looseObject({
        delta: z
          .looseObject({
            content: z.string().nullish(),
            tool_calls: z
              .array(
                z.looseObject({
                  // Calls are kept by it: a huge one would be a list of billions of holes.
                  index: z.int().min(0).max(127).default(0),
                  id: z.string().nullish(),
                  function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).optional(),
                }),
              )
              .nullish(),
          })
          .default({}),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z
    .looseObject({
      prompt_tokens: z.number().default(0),
      completion_tokens: z.number().default(0),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
});

export type ChatChunk = z.infer<typeof chatChunk>;

/** A message's words, whichever of the two forms it has. */
export function textOf({ content }: ChatMessage): string {
  if (typeof content === "string") return content;
  return content?.map((part) => part.text ?? "").join("\n") ?? "";
}

/** A whole call of a tool, put together from its chunks. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}
