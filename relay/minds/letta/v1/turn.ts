import type { Letta } from "@letta-ai/letta-client";
import { unless } from "../../../lib/abort.ts";
import { MindError, type Question } from "../../mind.ts";
import type { Agents } from "./agents.ts";
import { messagesFor } from "./messages.ts";
import { recoveryFor } from "./recover.ts";
import { type Messages, run } from "./run.ts";
import type { Thread, Threads } from "./threads.ts";
import { answersTo, gatherCalls, type ToolCall } from "./tool-calls.ts";

export interface TurnNeeds {
  client: Letta;
  agents: Agents;
  threads: Threads;
  abortCalls: (turn: string) => void;
}

export async function* takeTurn(
  needs: TurnNeeds,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  let isOver = false;
  try {
    const { thread, calls: firstCalls } = yield* begin(needs, question, signal);
    let calls = firstCalls;
    while (calls.length > 0) {
      const answers = await unless(signal, answersTo(calls, question));
      calls = yield* speak(needs, thread, [answers], question, signal);
    }
    isOver = true;
  } finally {
    if (!isOver) needs.abortCalls(question.turn);
  }
}

/** Says what the player said. A conversation that cannot take it is healed first. */
async function* begin(
  needs: TurnNeeds,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<string, { thread: Thread; calls: ToolCall[] }> {
  let before: Messages = [];
  for (let tries = 1; ; tries++) {
    let thread: Thread | undefined;
    try {
      thread = await needs.threads.open(question);
      const messages = [...before, ...(await messagesFor(question, thread))];
      signal.throwIfAborted();
      return { thread, calls: yield* speak(needs, thread, messages, question, signal) };
    } catch (error) {
      const recovered = signal.aborted ? undefined : await recoveryFor(error, needs, question, thread, tries);
      if (recovered === undefined) throw error;
      before = recovered;
    }
  }
}

/** Yields what the NPC says; answers with what it wants to do. */
async function* speak(
  { client }: TurnNeeds,
  { id }: Thread,
  messages: Messages,
  { tools, request }: Question,
  signal: AbortSignal,
): AsyncGenerator<string, ToolCall[]> {
  const calls = gatherCalls();
  let hasSpoken = false;
  let reason = "";
  for await (const event of run(client, id, { messages, client_tools: tools }, signal, request)) {
    const text = event.message_type === "assistant_message" ? textOf(event.content) : "";
    if (text !== "" || event.message_type === "reasoning_message") yield text;
    hasSpoken ||= text !== "";
    if (event.message_type === "approval_request_message") calls.hear(event);
    if (event.message_type === "stop_reason") reason = event.stop_reason;
  }
  // An error that the server has a name for comes as one.
  if (CUT.has(reason)) throw new MindError("failed", `the turn ended with ${reason}`);
  if (hasSpoken) yield "\n";
  return calls.all();
}

/** The model was cut in the middle of a sentence, or broke off. Not `cancelled`: that may have been meant for the run before. */
const CUT = new Set(["max_tokens_exceeded", "llm_api_error", "invalid_llm_response"]);

const textOf = (content: string | { text?: string }[]): string =>
  typeof content === "string" ? content : content.map((part) => part.text ?? "").join("");
