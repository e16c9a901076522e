import { createBreaker, isLeftAlone } from "../lib/breaker.ts";
import type { Logger } from "../observe/logger.ts";
import type { Metrics } from "../observe/metrics.ts";
import { type Mind, MindError, type Question } from "./mind.ts";

const FAILURES_IN_A_ROW = 5;
const CLOSED_AGAIN_AFTER_MS = 10_000;

interface FallbackOptions {
  mind: Mind;
  /** Answers where the mind cannot, as long as nothing was said or done yet. */
  fallback?: Mind;
  /** So long the mind may be silent before the fallback mind takes its place. */
  silenceMs: number;
  log: Logger;
  metrics: Metrics;
}

/** A mind with a breaker before it and a fallback mind behind it. What neither can do is the NPC's fallback lines' business. */
export function withFallback({ mind, fallback, silenceMs, log, metrics }: FallbackOptions): Mind {
  const breaker = createBreaker({
    faultsInARow: FAILURES_IN_A_ROW,
    openMs: CLOSED_AGAIN_AFTER_MS,
    onState: (state) => {
      metrics.breakerMoved(mind.name(), state);
      log.warn({ mind: mind.name(), breaker: state }, "the breaker before the mind moved");
    },
  });
  return {
    ...mind,
    isReady: () => mind.isReady() || (fallback?.isReady() ?? false),
    async *answer(question, signal) {
      if (question.again !== undefined && fallback !== undefined) {
        // The mind's own thread has heard the player once, and is told later what was answered.
        question.answeredBy(fallback.name());
        yield* fallback.answer(question, signal);
        return;
      }
      const attempt = begin(mind, question, signal, fallback && silenceMs);
      try {
        // A mind that is just starting is no failure: the breaker would keep it waiting when it is back.
        if (!mind.isReady()) throw new MindError("unavailable", "The mind is not ready.");
        const first = await breaker.execute(() => attempt.first().catch(attempt.blameThePlayer));
        if ("failure" in first) throw first.failure;
        yield* attempt.rest(first);
      } catch (error) {
        attempt.stop();
        if (fallback === undefined || attempt.hasActed() || signal.aborted) throw asMindError(error);
        log.warn(
          { err: error, turn: question.turn, request: question.request, npc: question.sheet.id, mind: mind.name() },
          "the fallback mind takes over",
        );
        question.answeredBy(fallback.name());
        yield* fallback.answer(question, signal);
      }
    },
    close: async () => {
      await mind.close();
      await fallback?.close();
    },
  };
}

/** Asks the mind, and watches whether it says or does something in time. */
function begin(mind: Mind, question: Question, signal: AbortSignal, silenceMs: number | undefined) {
  const giveUp = new AbortController();
  let hasActed = false;
  const watched: Question = {
    ...question,
    call: (tool, args) => {
      hasActed = true;
      return question.call(tool, args);
    },
  };
  const pieces = mind.answer(watched, AbortSignal.any([signal, giveUp.signal]))[Symbol.asyncIterator]();
  return {
    hasActed: () => hasActed,
    /** A model that was talked into acting on and on says nothing about the mind: the breaker is not to hear of it. */
    blameThePlayer: (failure: unknown): { failure: unknown } => {
      if (!hasActed) throw failure;
      return { failure };
    },
    stop: () => giveUp.abort(),
    first: async (): Promise<IteratorResult<string>> => {
      const silence = Promise.withResolvers<never>();
      const timer =
        silenceMs === undefined
          ? undefined
          : setTimeout(() => {
              if (!hasActed) silence.reject(new MindError("failed", `The mind was silent for ${silenceMs} ms.`));
            }, silenceMs);
      try {
        const next = await Promise.race([pieces.next(), silence.promise]);
        if (next.done === true && !hasActed && !signal.aborted) throw new MindError("failed", "The mind said nothing.");
        return next;
      } finally {
        clearTimeout(timer);
      }
    },
    async *rest(first: IteratorResult<string>): AsyncGenerator<string> {
      let isWhole = false;
      try {
        for (let next = first; next.done !== true; next = await pieces.next()) {
          hasActed = true;
          yield next.value;
        }
        isWhole = true;
      } finally {
        if (!isWhole) giveUp.abort();
        // An answer that is cut has ended when its last call has.
        await pieces.return?.(undefined);
      }
    },
  };
}

function asMindError(error: unknown): MindError {
  if (error instanceof MindError) return error;
  if (isLeftAlone(error))
    return new MindError("unavailable", "The mind has failed too often; it is left alone for a while.");
  return new MindError("failed", "The mind failed.", { cause: error });
}
