import { without } from "../../../lib/without.ts";
import type { ChatRequest } from "../../chat.ts";
import { leaveOut, type Lesson, REFUSES } from "./lesson.ts";

/** Any other field that is named and that a request can do without, wherever it stands. */
export function foreignField(said: string, body: ChatRequest): Lesson | undefined {
  const top = Object.keys(body).find((name) => !NEEDED.has(name) && names(said, name));
  if (top !== undefined) return leaveOut(top);
  const inner = [...namesIn(body.messages), ...namesIn(body.tools ?? [])].find(
    (name) => !NEEDED.has(name) && names(said, name),
  );
  if (inner === undefined) return undefined;
  return {
    key: `without ${inner}`,
    does: `nothing has a field ${inner}`,
    change: (rest) => ({
      ...rest,
      messages: stripped(rest.messages, inner),
      ...(rest.tools && { tools: stripped(rest.tools, inner) }),
    }),
  };
}

// prettier-ignore
const NEEDED = new Set(["model", "messages", "stream", "tools", "role", "content", "tool_calls", "tool_call_id", "id", "type", "function", "name", "arguments", "parameters", "properties", "description", "required", "items", "text", "enum"]);

const names = (said: string, name: string): boolean =>
  /^\w+$/.test(name) && new RegExp(`\\b${name.toLowerCase()}\\b`).test(said);

/** The arguments of an act have names of their own, which mean nothing to a server. */
const ARGUMENTS = "properties";

function namesIn(value: unknown, within = "", depth = 0): string[] {
  if (typeof value !== "object" || value === null || depth > 8) return [];
  if (Array.isArray(value)) return value.flatMap((one) => namesIn(one, "", depth + 1));
  return Object.entries(value).flatMap(([name, one]) => [
    ...(within === ARGUMENTS ? [] : [name]),
    ...namesIn(one, name, depth + 1),
  ]);
}

function stripped<T>(value: T, name: string, within = ""): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => stripped(one, name)) as T;
  const kept = Object.entries(value).filter(([key]) => within === ARGUMENTS || key !== name);
  return Object.fromEntries(kept.map(([key, one]) => [key, stripped<unknown>(one, name, key)])) as T;
}

export const NO_STREAM = "stream";

/** It was asked for a stream and sent a whole answer, which is read as well. */
export const wholeAnswers: Lesson = {
  key: "whole answers",
  does: "its answers come whole, and the first words take longer",
  change: (body) => body,
};

export function noStream(said: string, { stream }: ChatRequest): Lesson | undefined {
  if (stream !== true || !/\bstream(?:ing|ed)?\b/.test(said) || !REFUSES.test(said)) return undefined;
  return {
    key: NO_STREAM,
    does: "answers come whole, since it cannot stream; the first words take longer",
    change: (rest) => ({ ...without(rest, "stream_options"), stream: false }),
  };
}
