import type { Lesson } from "./lesson.ts";

/** Thoughts count as a part of the answer, and are longer than what is said. */
const TOKENS = 4_000;

/** The model thought until its answer was used up. */
export const roomToThink: Lesson = {
  key: "room to think",
  does: `answers may have ${TOKENS} tokens, since the model thinks before it speaks`,
  change: (body) =>
    typeof body["max_completion_tokens"] === "number"
      ? { ...body, max_completion_tokens: Math.max(body["max_completion_tokens"], TOKENS) }
      : body,
};
