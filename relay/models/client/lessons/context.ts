import { tokensIn } from "../../../lib/tokens.ts";
import type { ChatMessage, ChatRequest } from "../../chat.ts";
import type { Lesson } from "./lesson.ts";

/** The request was longer than what the server's model can read: from now on the oldest words are left out. */
export function contextLesson(said: string, body: ChatRequest): Lesson | undefined {
  if (!IS_CONTEXT.test(said)) return undefined;
  const sent = sizeOf(body);
  const limit = limitIn(said);
  const counted = countedIn(said, limit);
  // The server's count of the same words tells how far ours is off.
  const scale = counted === undefined ? 1 : Math.max(1, counted / sent);
  const within = limit === undefined ? sent * 0.6 : Math.min((limit * 0.95) / scale, sent * 0.8);
  return {
    key: "context",
    does: `requests are kept within ${limit ?? Math.round(within)} tokens; set the sheets' context to it`,
    change: (rest) => fitted(rest, within),
  };
}

const IS_CONTEXT =
  /context.{0,3}(?:length|size|window|limit)|exceed_context|n_ctx|max_model_len|(?:prompt|input|request|messages?) (?:is |are )?too (?:long|large)|too many (?:input |prompt )?tokens|reduce the length|input (?:token|length)|maximum (?:number of )?(?:input )?tokens|token limit/;

/** The smallest number that is said to be one. */
function limitIn(said: string): number | undefined {
  const limits = [
    ...said.matchAll(/(?:context|max\w*|limit|allowed|n_ctx|supports|at most|up to|only|>)[^\d]{0,48}?(\d{3,7})/g),
  ]
    .map(([, number]) => Number(number))
    .filter((number) => number >= 256);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** The largest number near `tokens`, of what it was given. */
function countedIn(said: string, limit = 0): number | undefined {
  const counts = [...said.matchAll(/(\d{3,7})\s*(?:input |prompt )?tokens?|tokens?\D{0,24}?(\d{3,7})|\((\d{3,7})\)/g)]
    .map(([, before, after, alone]) => Number(before ?? after ?? alone))
    .filter((number) => number > limit && number < limit * 16);
  return counts.length === 0 ? undefined : Math.max(...counts);
}

/** Tokens, about. */
const sizeOf = ({ messages, tools }: ChatRequest): number =>
  tokensIn(JSON.stringify(messages) + JSON.stringify(tools ?? ""));

function fitted(body: ChatRequest, within: number): ChatRequest {
  const answer = Math.min(answerOf(body), Math.floor(within / 4));
  const system = body.messages.filter(({ role }) => role === "system");
  let rest = body.messages.filter(({ role }) => role !== "system");
  const size = (messages: ChatMessage[]) => sizeOf({ ...body, messages: [...system, ...messages] });
  const newest = () => rest.findLastIndex(({ role }) => role === "user");
  while (size(rest) > within - answer && newest() > 0) {
    // What is left begins with what a player said.
    const next = rest.findIndex(({ role }, at) => at > 0 && role === "user");
    rest = rest.slice(next);
  }
  return { ...body, ...limited(body, answer), messages: [...system, ...rest] };
}

const answerOf = (body: ChatRequest): number => Number(body["max_completion_tokens"] ?? body["max_tokens"] ?? 500);

const limited = (body: ChatRequest, tokens: number): Partial<ChatRequest> =>
  "max_completion_tokens" in body
    ? { max_completion_tokens: tokens }
    : "max_tokens" in body
      ? { max_tokens: tokens }
      : {};
