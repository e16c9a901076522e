import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import { TAKEN_BACK } from "../minds/mind.ts";
import type { Deadlines } from "../minds/settings.ts";

/** The deadlines of one answer, as they run. */
export interface RunningDeadlines {
  /**
   * Passes the pieces of an answer on. The first deadline is met by the first of them, be it a sign that the model thinks. Where
   * another mind begins anew, it has as much time for its first as it would have had after a silence.
   */
  metBy(pieces: AsyncIterable<string>): AsyncGenerator<string>;
  clear(): void;
}

/** From now on, until they are cleared. One that is missed aborts the answer with `mind_timeout`. */
export function setDeadlines(
  abort: AbortController,
  { silenceMs, firstBeatMs, wholeAnswerMs }: Deadlines,
): RunningDeadlines {
  const stop = (): void => abort.abort("mind_timeout" satisfies FailReason);
  const whole = setTimeout(stop, wholeAnswerMs);
  let first: NodeJS.Timeout | undefined = setTimeout(stop, firstBeatMs);
  return {
    async *metBy(pieces) {
      for await (const piece of pieces) {
        if (piece === TAKEN_BACK) first ??= setTimeout(stop, firstBeatMs - silenceMs);
        else {
          clearTimeout(first);
          first = undefined;
        }
        yield piece;
      }
    },
    clear: () => {
      clearTimeout(whole);
      clearTimeout(first);
    },
  };
}
