import { randomUUID } from "node:crypto";
import { splitNotes } from "../../prompt/notes.ts";
import { splitTurn } from "../../prompt/player-words.ts";
import { type ChatChunk, type ChatMessage, type ChatRequest, textOf } from "../chat.ts";

/**
 * Takes out of a request what is not ours to send: tools that are no acts of this NPC (Letta's harness has a shell among
 * them), and the notes about the machine, with its paths, that the harness puts before what players say.
 */
export function onlyOurs(request: ChatRequest, tools: string[]): { request: ChatRequest; turn: string | undefined } {
  const { tools: offered, tool_choice, ...rest } = request;
  const kept = offered?.filter((tool) => tools.includes(tool.function?.name ?? "")) ?? [];
  const messages = request.messages.map(withoutHarness).map(withoutTurn).filter(hasContent);
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
): AsyncIterable<ChatChunk> {
  const dropped = new Set<number>();
  for await (const chunk of chunks) {
    const [choice] = chunk.choices;
    const calls = choice?.delta.tool_calls;
    if (choice && calls) {
      for (const call of calls) if (call.function?.name && !tools.includes(call.function.name)) dropped.add(call.index);
      choice.delta.tool_calls = calls.filter((call) => !dropped.has(call.index)).map(withFreshId);
      if (choice.delta.tool_calls.length === 0) delete choice.delta.tool_calls;
    }
    if (choice?.finish_reason === "tool_calls" && dropped.size > 0) choice.finish_reason = "stop";
    yield chunk;
  }
}

/** Letta keeps with each message what the NPC knew and saw then; only the newest notes count. */
function withNewestNotesOnly(messages: ChatMessage[]): ChatMessage[] {
  const newest = messages.findLastIndex((message) => message.role === "user");
  return messages.map((message, at) =>
    message.role === "user" && at !== newest ? inEachText(message, (text) => splitNotes(text).text) : message,
  );
}

/** Some providers count their ids anew in each answer; a Letta takes the second of an id for the first, and asks again for ever. */
const withFreshId = <T extends { id?: string | null }>(call: T): T =>
  call.id ? { ...call, id: `call-${randomUUID().slice(0, 18)}` } : call;

const REMINDER = /<system-reminder>[\s\S]*?<\/system-reminder>\s*/g;
/** Paths, ids and times that the harness adds to the system prompt. */
const HARNESS_NOTES =
  /<memory_metadata>[\s\S]*?<\/memory_metadata>\s*|^Reminder: <projection> contains.*\n|[ \t]*<projection>[\s\S]*?<\/projection>\n?/gm;

function withoutHarness(message: ChatMessage): ChatMessage {
  if (message.role === "user") return inEachText(message, (text) => text.replace(REMINDER, ""));
  if (message.role === "system") return inEachText(message, (text) => text.replace(HARNESS_NOTES, "").trimEnd());
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
  if (typeof content === "string") return { ...message, content: change(content) };
  const parts = content.map((part) => (part.text === undefined ? part : { ...part, text: change(part.text) }));
  return { ...message, content: parts.filter((part) => part.text !== "") };
}
