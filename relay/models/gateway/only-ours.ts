import { takeOut } from "../../lib/split-at-last.ts";
import { without } from "../../lib/without.ts";
import { splitNotes } from "../../prompt/notes.ts";
import { splitTurn } from "../../prompt/player-words.ts";
import { type ChatChunk, type ChatMessage, type ChatRequest, textOf } from "../chat.ts";
import { inTurn, withoutUnanswered } from "./in-turn.ts";
import type { KeptCalls } from "./kept-calls.ts";

/**
 * Takes out of a request what is not ours to send: tools that are no acts of this NPC (Letta's harness has a shell among
 * them), and the notes about the machine, with its paths, that the harness puts before what players say.
 */
export function onlyOurs(request: ChatRequest, tools: string[]): { request: ChatRequest; turn: string | undefined } {
  const { tools: offered, tool_choice, ...rest } = request;
  const kept = offered?.filter((tool) => tools.includes(tool.function?.name ?? "")) ?? [];
  const asked = withoutUnanswered(request.messages).map(withoutHarness).map(withoutTurn);
  const messages = inTurn(asked.filter(hasContent));
  return {
    turn: turnIn(request),
    request: {
      ...rest,
      ...withRoomToAnswer(rest),
      messages: withNewestNotesOnly(messages),
      ...(kept.length > 0 && { tools: kept, ...(tool_choice !== undefined && { tool_choice }) }),
    },
  };
}

/** Which turn asks, where the mind says so: in the newest of the player's messages. */
export function turnIn({ messages }: Pick<ChatRequest, "messages">): string | undefined {
  const newest = messages.findLast((message) => message.role === "user");
  return newest && splitTurn(textOf(newest)).turn;
}

/** Letta leaves the summaries that it asks for next to no room: one token where the context is small (0.32.18). */
function withRoomToAnswer({ max_completion_tokens: given }: ChatRequest): { max_completion_tokens?: number } {
  return typeof given === "number" ? { max_completion_tokens: Math.max(given, ANSWER_TOKENS) } : {};
}

const ANSWER_TOKENS = 1_000;

/** Drops calls of tools that were not offered, so that no harness behind us ever hears of them. */
export async function* onlyOfferedCalls(
  chunks: AsyncIterable<ChatChunk> | Iterable<ChatChunk>,
  tools: string[],
  kept: KeptCalls,
): AsyncIterable<ChatChunk> {
  let hasCalls = false;
  for await (const chunk of chunks) {
    const [choice] = chunk.choices;
    const calls = choice?.delta.tool_calls?.filter(
      ({ type, function: fn }) => type === "function" && tools.includes(fn.name),
    );
    if (choice === undefined || (calls === undefined && choice.finish_reason !== "tool_calls")) yield chunk;
    else {
      hasCalls ||= calls !== undefined && calls.length > 0;
      const delta = without(choice.delta, "tool_calls");
      const finish_reason = choice.finish_reason === "tool_calls" && !hasCalls ? "stop" : choice.finish_reason;
      const offered = { ...choice, delta: { ...delta, ...(calls?.length && { tool_calls: calls }) }, finish_reason };
      yield kept.withOurs({ ...chunk, choices: [offered] });
    }
  }
}

/** Letta keeps with each message what the NPC knew and saw then; only the newest notes count. */
function withNewestNotesOnly(messages: ChatMessage[]): ChatMessage[] {
  const newest = messages.findLastIndex((message) => message.role === "user");
  return messages.map((message, at) =>
    message.role === "user" && at !== newest ? inEachText(message, (text) => splitNotes(text).text) : message,
  );
}

const REMINDER = /<system-reminder>[\s\S]*?<\/system-reminder>\s*/g;
/** Paths, ids and times that the harness adds to the system prompt. */
const METADATA = /<memory_metadata>[\s\S]*?<\/memory_metadata>\s*/g;
const ABOUT_PROJECTION = /^Reminder: <projection> contains.*\n/gm;
const PROJECTION = /(?<![ \t])[ \t]*<projection>[\s\S]*?<\/projection>\n?/g;

function withoutNotes(text: string): string {
  const plain = takeOut(text, METADATA, "</memory_metadata>").replace(ABOUT_PROJECTION, "");
  return takeOut(plain, PROJECTION, "</projection>").trimEnd();
}

function withoutHarness(message: ChatMessage): ChatMessage {
  if (message.role === "user") return inEachText(message, (text) => takeOut(text, REMINDER, "</system-reminder>"));
  if (message.role === "system") return inEachText(message, withoutNotes);
  return message;
}

/** What is nothing but the harness's words is left empty by then. */
const hasContent = ({ role, content }: ChatMessage): boolean =>
  role !== "user" || (content !== "" && content?.length !== 0);

const withoutTurn = (message: ChatMessage): ChatMessage =>
  message.role === "user" ? inEachText(message, (text) => splitTurn(text).text) : message;

function inEachText(message: ChatMessage, change: (text: string) => string): ChatMessage {
  const { content } = message;
  if (content === undefined || content === null) return message;
  if (typeof content === "string") {
    const changed = change(content);
    return changed === content ? message : { ...message, content: changed };
  }
  const parts = content.map((part) => (part.text === undefined ? part : { ...part, text: change(part.text) }));
  return { ...message, content: parts.filter((part) => part.text !== "") };
}
