import { fromFirst } from "./from-first.ts";
import type { Mind } from "./mind.ts";

/**
 * Asks a mind a second time when nothing has come of it for `silenceMs`: a call may hang for ever. The first try is listened to
 * all the same, since a model that is slow would be so twice. Whichever speaks, thinks or acts first is the answer.
 */
export function withSecondTry(mind: Mind, silenceMs: number): Mind {
  return {
    ...mind,
    async *answer(question, signal) {
      const tries = new Set<AbortController>();
      let chosen: AbortController | undefined;
      const isChosen = (one: AbortController): boolean => {
        chosen ??= one;
        for (const other of tries) if (other !== chosen) other.abort();
        return chosen === one;
      };
      const begun = Promise.withResolvers<{ first: IteratorResult<string>; pieces: AsyncIterator<string> }>();
      const ask = (): void => {
        const one = new AbortController();
        tries.add(one);
        const call: typeof question.call = async (tool, args) =>
          isChosen(one) ? question.call(tool, args) : "The turn is over.";
        const answer = mind.answer({ ...question, call }, AbortSignal.any([signal, one.signal]));
        const pieces = answer[Symbol.asyncIterator]();
        pieces.next().then(
          (first) => {
            if (isChosen(one)) begun.resolve({ first, pieces });
          },
          (error: unknown) => {
            tries.delete(one);
            if (tries.size === 0 || chosen === one) begun.reject(error);
          },
        );
      };
      ask();
      const silent = setTimeout(() => {
        if (chosen === undefined && tries.size > 0) ask();
      }, silenceMs);
      try {
        const { first, pieces } = await begun.promise;
        yield* fromFirst(first, pieces);
      } finally {
        clearTimeout(silent);
        for (const one of tries) one.abort();
      }
    },
  };
}
