import type { ChatRequest } from "../../chat.ts";
import { EmptyAnswer } from "../empty-answer.ts";
import type { ProviderError } from "../provider-error.ts";
import { limitByName, longestAnswer } from "./answer-limit.ts";
import { contextLesson } from "./context.ts";
import { foreignField, noStream } from "./fields.ts";
import type { Lesson, Teacher } from "./lesson.ts";
import { noSystem, nullContent, toolIds } from "./messages.ts";
import { roomToThink } from "./room.ts";
import { emptyProperties, noTools, toolChoice } from "./tools.ts";
import { unnamed } from "./unnamed.ts";

/**
 * What a refusal teaches. Undefined where it teaches nothing, or nothing that would change `body`, which was sent. `tries`:
 * how often it was sent to a server that broke down.
 */
export function lessonFrom(error: ProviderError, body: ChatRequest, tries: number): Lesson | undefined {
  if (error instanceof EmptyAnswer) return error.finish === "length" ? roomToThink : undefined;
  const { status } = error;
  if (!TEACHES.has(status)) return undefined;
  const said = (status === 413 ? "request too large: " : "") + error.said.slice(0, 8_000).toLowerCase();
  // What may be an accident teaches nothing before it comes again.
  if (status >= 500 && tries === 1 && ACCIDENT.test(said)) return undefined;
  const before = JSON.stringify(body);
  for (const teach of UNNAMED.has(status) ? [...TEACHERS, unnamed] : TEACHERS) {
    const lesson = teach(said, body);
    if (lesson !== undefined && JSON.stringify(lesson.change(body)) !== before) return lesson;
  }
  return undefined;
}

/** Keys, accounts, limits and overload are not among them. */
const TEACHES = new Set([400, 404, 405, 413, 415, 422, 500, 501, 502]);

/** Where a server may mean the shape of a request and say no more. */
const UNNAMED = new Set([400, 415, 422]);

const ACCIDENT =
  /unexpected error|internal|time.?d?.?out|upstream|overload|capacity|unavailable|crash|died|try (?:your request )?again|temporar|traceback|exception in/;

/** What is said most clearly stands first. */
const TEACHERS: Teacher[] = [
  contextLesson,
  longestAnswer,
  limitByName,
  toolChoice,
  toolIds,
  nullContent,
  noSystem,
  emptyProperties,
  foreignField,
  noTools,
  noStream,
];
