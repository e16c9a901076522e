import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import type { Deadlines } from "../minds/settings.ts";

/** The deadlines of one answer, as they run. */
export interface RunningDeadlines {
  /** Passes the sentences on; the first of them meets the first deadline. */
  metBy(sentences: AsyncIterable<string>): AsyncGenerator<string>;
  clear(): void;
}

/** From now on, until they are cleared. One that is missed aborts the answer with `mind_timeout`. */
export function setDeadlines(abort: AbortController, { firstBeatMs, wholeAnswerMs }: Deadlines): RunningDeadlines {
  const stop = (): void => abort.abort("mind_timeout" satisfies FailReason);
  const whole = setTimeout(stop, wholeAnswerMs);
  const first = setTimeout(stop, firstBeatMs);
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
