import type { FailReason } from "../../game/townsfolk/wire/contract.ts";

/** Deadlines of an answer: after these a player has stopped believing that the NPC thinks. */
const FIRST_BEAT_MS = 8_000;
const WHOLE_ANSWER_MS = 30_000;

export interface Deadlines {
  /** Passes the sentences on; the first of them meets the first deadline. */
  metBy(sentences: AsyncIterable<string>): AsyncGenerator<string>;
  clear(): void;
}

/** From now on, until they are cleared. One that is missed aborts the answer with `mind_timeout`. */
export function setDeadlines(abort: AbortController): Deadlines {
  const stop = (): void => abort.abort("mind_timeout" satisfies FailReason);
  const whole = setTimeout(stop, WHOLE_ANSWER_MS);
  const first = setTimeout(stop, FIRST_BEAT_MS);
  return {
    async *metBy(sentences) {
      for await (const sentence of sentences) {
        clearTimeout(first);
        yield sentence;
      }
    },
    clear: () => {
      clearTimeout(whole);
      clearTimeout(first);
    },
  };
}
