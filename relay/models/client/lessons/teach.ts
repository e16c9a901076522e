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

/** What a refusal teaches. Undefined where it teaches nothing, or nothing that would change `body`, which was sent. */
export function lessonFrom(error: ProviderError, body: ChatRequest): Lesson | undefined {
  if (error instanceof EmptyAnswer) return error.finish === "length" ? roomToThink : undefined;
  if (!TEACHES.has(error.status)) return undefined;
  const said = error.said.slice(0, 8_000).toLowerCase();
  const before = JSON.stringify(body);
  for (const teach of TEACHERS) {
    const lesson = teach(said, body);
    if (lesson !== undefined && JSON.stringify(lesson.change(body)) !== before) return lesson;
  }
  return undefined;
}

/** Keys, accounts, limits and overload are not among them. */
const TEACHES = new Set([400, 404, 405, 413, 415, 422, 500, 501, 502]);

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
