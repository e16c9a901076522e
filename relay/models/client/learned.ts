import type { Logger } from "../../observe/logger.ts";
import type { ChatMessage, ChatRequest } from "../chat.ts";
import type { Lesson } from "./lessons/lesson.ts";

/** What a server was found to refuse, by model. */
export interface Learned {
  /** A request in the shape that the server takes, as far as it is known; `lessons` are not known for sure yet. */
  shaped(request: ChatRequest, lessons: Lesson[]): ChatRequest;
  /** They have worked. */
  keep(model: string, lessons: Lesson[]): void;
  /** It does not hold any more. */
  forget(model: string, key: string): void;
  /** What is done for a model, for the operator. */
  about(model: string): Lesson[];
}

/** A server is mended, or changed for another, without a word to us. */
const KEPT_MS = 15 * 60_000;
/** Sheets may name as many. */
const MODELS = 500;

export function createLearned(log: Logger): Learned {
  const known = new Map<string, Map<string, { lesson: Lesson; until: number }>>();
  const about = (model: string): Lesson[] => {
    const ofModel = known.get(model);
    if (ofModel === undefined) return [];
    return [...ofModel.values()].filter(({ until }) => until > performance.now()).map(({ lesson }) => lesson);
  };
  return {
    about,
    shaped(request, lessons) {
      const all = [...about(request.model), ...lessons];
      return all.length === 0 ? plain(request) : inTurn(all).reduce((body, { change }) => change(body), plain(request));
    },
    forget: (model, key) => void known.get(model)?.delete(key),
    keep(model, lessons) {
      if (lessons.length === 0) return;
      const ofModel = known.get(model) ?? new Map<string, { lesson: Lesson; until: number }>();
      known.delete(model);
      known.set(model, ofModel);
      for (const lesson of lessons) {
        if (!ofModel.has(lesson.key)) log.warn({ model }, `the model's server wants another request: ${lesson.does}`);
        ofModel.set(lesson.key, { lesson, until: performance.now() + KEPT_MS });
      }
      const [oldest] = known.keys();
      if (known.size > MODELS && oldest !== undefined) known.delete(oldest);
    },
  };
}

/** The newest of each key; first how long an answer and a request may be, which others give another name or another form. */
function inTurn(lessons: Lesson[]): Lesson[] {
  const byKey = new Map(lessons.map((lesson) => [lesson.key, lesson]));
  const first = FIRST.flatMap((key) => byKey.get(key) ?? []);
  return [...first, ...[...byKey.values()].filter((lesson) => !first.includes(lesson))];
}

const FIRST = ["room to think", "longest answer", "context"];

/** As most servers take it. */
function plain(request: ChatRequest): ChatRequest {
  const { tools } = request;
  const limit = request["max_completion_tokens"] ?? request["max_tokens"];
  const body: ChatRequest = { model: request.model, messages: request.messages.map(withPlainText) };
  for (const name in request) if (!OURS.has(name) && request[name] !== null) body[name] = request[name];
  if (tools && tools.length > 0) body.tools = tools;
  if (typeof limit === "number") body["max_completion_tokens"] = limit;
  body["stream"] = true;
  body["stream_options"] = { include_usage: true };
  return body;
}

const OURS = new Set(["model", "messages", "tools", "max_tokens", "max_completion_tokens", "stream", "stream_options"]);

/** Many servers know no parts. */
function withPlainText(message: ChatMessage): ChatMessage {
  const { content } = message;
  if (!Array.isArray(content) || !content.every(({ type }) => type === "text")) return message;
  return { ...message, content: content.map(({ text }) => text ?? "").join("\n\n") };
}
