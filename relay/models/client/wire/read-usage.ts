import { type Fields, fieldsOf } from "./fields.ts";

/** What an answer has cost, as its server tells it; undefined where it tells nothing. */
export function usageOf(usage: Fields | undefined): PartUsage | undefined {
  if (usage === undefined) return undefined;
  const input = countIn(usage["prompt_tokens"] ?? usage["input_tokens"]);
  const rest = countIn(usage["total_tokens"]) - input;
  const output = countIn(usage["completion_tokens"] ?? usage["output_tokens"] ?? rest);
  if (input + output === 0) return undefined;
  const cached = countIn(fieldsOf(usage["prompt_tokens_details"])?.["cached_tokens"]);
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    ...(cached > 0 && { prompt_tokens_details: { cached_tokens: Math.min(cached, input) } }),
  };
}

const countIn = (value: unknown): number => {
  const count = Number(value ?? 0);
  return count > 0 ? Math.min(Math.round(count), MOST_TOKENS) : 0;
};

/** More than any context has; what a server makes up is stored, and adds up. */
const MOST_TOKENS = 100_000_000;

export interface PartUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: { cached_tokens: number };
}
