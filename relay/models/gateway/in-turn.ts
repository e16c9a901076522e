import { splitTurn } from "../../prompt/player-words.ts";
import { type ChatMessage, textOf } from "../chat.ts";

/**
 * Takes out what players said and nobody answered: the turn was hushed or failed. Left in, it would fail again with every
 * later turn where the model's server refused it, and the NPC would answer it late where not.
 */
export function withoutUnanswered(messages: ChatMessage[]): ChatMessage[] {
  const said = messages.filter((message) => message.role !== "user" || isOfPlayer(message));
  const left = new Set(said.filter((message, at) => message.role === "user" && said[at + 1]?.role === "user"));
  return messages.filter((message) => !left.has(message));
}

/**
 * The messages as servers with a strict template take them: one system message, at the start, then user and assistant in turn,
 * and every call of a tool with its result. What failed turns, hushed turns and summaries leave behind is often not so.
 */
export function inTurn(messages: ChatMessage[]): ChatMessage[] {
  const system = messages.filter(isSystem);
  const [first] = system;
  const talk = inPairs(messages.filter((message) => !isSystem(message)));
  if (first === undefined) return alternating(talk);
  const whole = system.length === 1 ? first : { ...first, content: system.map(textOf).join("\n\n") };
  return [whole, ...alternating(talk)];
}

/** Only calls that have a result, and only results that have a call, each result behind its call. */
function inPairs(messages: ChatMessage[]): ChatMessage[] {
  return messages.flatMap((message, at) => {
    if (message.role === "tool") return [];
    const calls = callsOf(message);
    if (calls.length === 0) return [message];
    const after = messages.slice(at + 1);
    const end = after.findIndex(({ role }) => role !== "tool");
    const results = end < 0 ? after : after.slice(0, end);
    const answered = calls.filter(({ id }) => results.some((result) => result.tool_call_id === id));
    if (answered.length > 0)
      return [
        { ...message, tool_calls: answered },
        ...answered.flatMap(({ id }) => results.find((result) => result.tool_call_id === id) ?? []),
      ];
    return textOf(message) === "" ? [] : [{ ...message, tool_calls: undefined }];
  });
}

/** Neighbours of one role become one message; between an act with nothing said and the next words the NPC is silent. */
function alternating(messages: ChatMessage[]): ChatMessage[] {
  const inTurn: ChatMessage[] = [];
  for (const message of messages) {
    const before = inTurn.at(-1);
    if (before?.role === "tool" && message.role === "user") inTurn.push(SILENCE);
    if (before !== undefined && isWords(before) && isWords(message) && before.role === message.role)
      inTurn[inTurn.length - 1] = { ...before, ...message, content: joined(before.content, message.content) };
    else if (message.role !== "assistant" || callsOf(message).length > 0 || textOf(message) !== "")
      inTurn.push(message);
    else if (before?.role === "tool") inTurn.push(SILENCE);
  }
  return inTurn;
}

const SILENCE: ChatMessage = { role: "assistant", content: "…" };

const isSystem = ({ role }: ChatMessage): boolean => role === "system" || role === "developer";

const isWords = (message: ChatMessage): boolean => message.role !== "tool" && callsOf(message).length === 0;

const isOfPlayer = (message: ChatMessage): boolean => splitTurn(textOf(message)).turn !== undefined;

const callsOf = ({ tool_calls: calls }: ChatMessage): { id?: unknown }[] =>
  Array.isArray(calls) ? (calls as { id?: unknown }[]) : [];

type Content = ChatMessage["content"];

function joined(one: Content, other: Content): Content {
  if (typeof one === "string" && typeof other === "string") return `${one}\n\n${other}`;
  return [...partsOf(one), ...partsOf(other)];
}

const partsOf = (content: Content) =>
  typeof content === "string" ? [{ type: "text", text: content }] : (content ?? []);
