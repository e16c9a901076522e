import { tokensIn } from "../../../lib/tokens.ts";
import type { ChatMessage, ChatRequest } from "../../chat.ts";
import type { Lesson } from "./lesson.ts";

/** The request was longer than what the server's model can read: from now on the oldest words are left out. */
export function contextLesson(said: string, body: ChatRequest): Lesson | undefined {
  if (!IS_CONTEXT.test(said) || isOfAnswer(said)) return undefined;
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

/** OpenAI, llama.cpp, vLLM; then TGI and Together, TabbyAPI, Bedrock, and proxies with a limit in bytes. */
const IS_CONTEXT =
  /context.{0,3}(?:length|size|window|limit)|exceed_context|n_ctx|max_(?:model|seq)_len|(?:prompt|inputs?|request|messages?)\W{0,2} (?:is |are |was )?(?:\w+ ){0,2}?(?:too (?:long|large|big)|longer than|greater than)|too many (?:input |prompt )?tokens|reduce the length|inputs?\W{0,2} (?:tokens?|length)|prompt (?:length|size)|sequence length|inputs?\W{0,2} must have less|maximum (?:number of )?(?:input )?tokens|tokens? (?:limit|count exceed)|(?:entity|payload|content|body) (?:is )?too large/;

/** How long the answer may be, and nothing of what stands before it. */
const isOfAnswer = (said: string): boolean =>
  /(?:completion|output) tokens|max_(?:completion_|output_)?tokens|maximum tokens you/.test(said) &&
  !/context|prompt|input|messages|window|max_(?:model|seq)_len/.test(said);

/** The smallest number that is said to be one, and is not the answer's. */
function limitIn(said: string): number | undefined {
  const limits = [
    ...ANSWERS.reduce((rest, answers) => rest.replace(answers, " "), said).matchAll(
      /(?:context|max\w*|limit|allowed|n_ctx|supports|at most|up to|only|exceed|[<>]=?|(?:less|more|greater|longer) than)[^\d]{0,48}?(\d{3,7})/g,
    ),
  ]
    .map(([, number]) => Number(number))
    .filter((number) => number >= 256);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

const NAME = String.raw`max_(?:completion_|output_|new_)?tokens|max(?:imum)? (?:completion|output|new) tokens`;

/** How long the answer may be, or was to be; and what was counted, on the left of a sign or added up. */
const ANSWERS = [
  new RegExp(String.raw`(?:${NAME})\W{0,3}(?:of |is |was )?\W{0,2}\d+`, "g"),
  // Not one that stands for a sum, such as "inputs + max_new_tokens must be <= 4096".
  new RegExp(
    String.raw`(?<!(?:\+|plus|and|with)\W{0,3})(?:${NAME})(?:(?!context|window|n_ctx|_len|input|prompt|total)[^\d.;]){0,48}\d+`,
    "g",
  ),
  /must be (?:at most|less than|below|<=?) \d+(?=\W{1,3}(?:the|given|since|because|as) )/g,
  /\d+ (?:\w+ )?(?:completion|output|new|generated) tokens|\d+ in the completion|\d+ (?:tokens )?(?:are |is )?(?:left|remain)/g,
  /\d+(?=\s*[+>])|\+\s*\d+/g,
];

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
