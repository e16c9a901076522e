import { type ChatRequest, textOf } from "../chat.ts";
import type { Opened } from "./open-answer.ts";
import { ProviderError } from "./provider-error.ts";

/** The model ended without a word and without a call. */
export class EmptyAnswer extends ProviderError {
  readonly finish: string;
  constructor(finish: string) {
    super(finish === "content_filter" ? 400 : 502, `The model said nothing (${finish}).`);
    this.finish = finish;
  }
}

/** After an act, or a note, a model may have nothing to add: it is asked once more, and taken at its word. */
const TRIES_AFTER_A_CALL = 2;

/** What is wrong with an answer that is empty; undefined where there is something in it, or where it may be empty. */
export function emptinessOf({ first }: Opened, request: ChatRequest, tries: number): EmptyAnswer | undefined {
  const choice = first.done === true ? undefined : first.value.choices[0];
  if (choice?.delta.content || choice?.delta.tool_calls) return undefined;
  if (hasSpoken(request) || (isAfterCall(request) && tries >= TRIES_AFTER_A_CALL)) return undefined;
  return new EmptyAnswer(choice?.finish_reason ?? "stop");
}

const isAfterCall = ({ messages }: ChatRequest): boolean => messages.at(-1)?.role === "tool";

/** In this turn, beside a call. */
function hasSpoken({ messages }: ChatRequest): boolean {
  const newest = messages.findLastIndex(({ role }) => role === "user");
  return messages.slice(newest + 1).some((message) => message.role === "assistant" && textOf(message).trim() !== "");
}
