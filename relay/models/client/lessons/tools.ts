import { without } from "../../../lib/without.ts";
import type { ChatMessage, ChatRequest } from "../../chat.ts";
import { UNUSED } from "../wire/calls.ts";
import { fieldsOf } from "../wire/fields.ts";
import { leaveOut, type Lesson, REFUSES } from "./lesson.ts";
import { ROLES } from "./messages.ts";

export const NO_TOOLS = "tools";

/** It goes on without acts: NPCs speak, and do nothing. */
export function noTools(said: string, { tools, messages, stream }: ChatRequest): Lesson | undefined {
  // Bedrock's and Ollama's models have some that only a stream is too much for: `noStream` comes first.
  if (stream === true && /\bstream(?:ing|ed)?\b/.test(said)) return undefined;
  const isMeant = /\btools?\b|(?:function|tool).?(?:call|us)|\bfunctions\b/.test(said) && REFUSES.test(said);
  const isRole = ROLES.test(said) && messages.some(({ role }) => role === "tool");
  const hasTools = tools !== undefined || messages.some(({ role }) => role === "tool");
  if (!(isMeant || isRole) || !hasTools) return undefined;
  return withoutAnyTools;
}

export const withoutAnyTools: Lesson = {
  key: NO_TOOLS,
  does: "NPCs speak and do not act, since it takes no tools; set MODEL to one that does",
  change: withoutTools,
};

export function withoutTools(body: ChatRequest): ChatRequest {
  const rest = without(body, "tools", "tool_choice", "parallel_tool_calls");
  return { ...rest, messages: rest.messages.flatMap(withoutCalls) };
}

function withoutCalls(message: ChatMessage): ChatMessage[] {
  if (message.role === "tool") return [];
  const { tool_calls: calls, ...rest } = message;
  return calls === undefined || rest.content ? [rest] : [];
}

export function toolChoice(said: string, { tool_choice }: ChatRequest): Lesson | undefined {
  return tool_choice !== undefined && said.includes("tool_choice") && !said.includes("--enable-auto-tool-choice")
    ? leaveOut("tool_choice")
    : undefined;
}

/** Gemini wants properties in every object: https://ai.google.dev/gemini-api/docs/function-calling */
export function emptyProperties(said: string, body: ChatRequest): Lesson | undefined {
  if (!/propert|parameters|schema/.test(said) || !/empty|at least|missing|required|invalid|must|should/.test(said))
    return undefined;
  if (!body.tools?.some((tool) => isEmptyObject(parametersOf(tool)))) return undefined;
  const filled = { [UNUSED]: { type: "string", description: "Leave it out." } };
  return {
    key: "empty properties",
    does: "acts without arguments are offered with one that nobody needs",
    change: (rest) => (rest.tools ? { ...rest, tools: rest.tools.map((tool) => withProperties(tool, filled)) } : rest),
  };
}

const parametersOf = (tool: unknown) => fieldsOf(fieldsOf(fieldsOf(tool)?.["function"])?.["parameters"]);
const isEmptyObject = (parameters: Record<string, unknown> | undefined): boolean =>
  parameters !== undefined && Object.keys(fieldsOf(parameters["properties"]) ?? {}).length === 0;

function withProperties<T extends { function?: { name: string } | undefined }>(tool: T, properties: object): T {
  const parameters = parametersOf(tool);
  if (tool.function === undefined || !isEmptyObject(parameters)) return tool;
  const rest = without(parameters ?? {}, "required");
  return { ...tool, function: { ...tool.function, parameters: { ...rest, properties } } };
}
