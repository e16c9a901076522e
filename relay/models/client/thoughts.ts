import type { ChatChunk } from "../chat.ts";
import type { Alive } from "./wire/read-completion.ts";

/** What the model thinks is nobody's business; that it does is. */
export const THOUGHT: ChatChunk = {
  id: "completion",
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta: { role: "assistant", reasoning_content: "…" }, finish_reason: null }],
};

const AT_MOST_EVERY_MS = 500;

/** Tells while something is waited for that the model thinks. */
export function watchThoughts(): { alive: Alive; unless: <T>(work: Promise<T>) => Promise<T | undefined> } {
  let thought = Promise.withResolvers<undefined>();
  let toldAt = -Infinity;
  return {
    alive: (isThought) => {
      if (!isThought || performance.now() - toldAt < AT_MOST_EVERY_MS) return;
      toldAt = performance.now();
      thought.resolve(undefined);
      thought = Promise.withResolvers();
    },
    unless: (work) => Promise.race([work, thought.promise]),
  };
}
