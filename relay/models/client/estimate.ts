import { tokensIn, tokensOf } from "../../lib/tokens.ts";
import { type ChatRequest, textOf } from "../chat.ts";
import type { Usage } from "./meter.ts";

/** What an answer of so many characters has cost, about, where its server did not get to say it. */
export const estimated = ({ messages, tools }: ChatRequest, written: number): Usage => ({
  input: tokensIn(messages.map(textOf).join("") + (tools ? JSON.stringify(tools) : "")),
  cached: 0,
  output: tokensOf(written),
  isEstimate: true,
});

/** As a provider tells it. */
export const usageIn = (usage: {
  prompt_tokens: number;
  completion_tokens: number;
  prompt_tokens_details?: { cached_tokens: number };
}): Usage => ({
  input: usage.prompt_tokens,
  cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
  output: usage.completion_tokens,
});
