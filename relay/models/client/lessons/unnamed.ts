import { without } from "../../../lib/without.ts";
import type { ChatRequest } from "../../chat.ts";
import type { Lesson } from "./lesson.ts";
import { withoutAnyTools } from "./tools.ts";

/**
 * A refusal that names nothing, of a request that is mostly well: first all that a request can do without is left out, and
 * then its tools.
 */
export function unnamed(said: string, body: ChatRequest): Lesson | undefined {
  if (IS_NAMED.test(said)) return undefined;
  const { change } = plainest;
  return Object.keys(change(body)).join() === Object.keys(body).join() ? withoutAnyTools : plainest;
}

/** A code of its own, what was said, who says it, what it costs, or the model: nothing that another shape would mend. */
const IS_NAMED =
  /"code"\s*:\s*"(?!bad.?request|invalid|unprocess|validation|\d)|filter|polic|moderat|safety|flagged|harm|\bkey\b|auth|token|quota|billing|credit|limit|model|deployment|failed to|tool_use_failed/;

const plainest: Lesson = {
  key: "plainest",
  does: "requests hold nothing but what they must",
  change: ({ max_completion_tokens: limit, ...body }) => ({
    ...without(body, "stream_options", "parallel_tool_calls", "tool_choice", "temperature", "top_p", "user", "store"),
    ...(limit !== undefined && { max_tokens: limit }),
  }),
};
