import { abortedWith, endIt } from "../lib/abort.ts";
import { createBreaker, isLeftAlone } from "../lib/breaker.ts";
import { byKey } from "../lib/by-key.ts";
import type { Logger } from "../observe/logger.ts";
import type { Metrics } from "../observe/metrics.ts";
import { fromFirst } from "./from-first.ts";
import { type Mind, MindError, type Question, TAKEN_BACK } from "./mind.ts";
import { watchSilence } from "./silence.ts";

const FAILURES_IN_A_ROW = 5;
const CLOSED_AGAIN_AFTER_MS = 10_000;
/** So many times as long a mind may be silent amid its words when the player has heard some: what was heard is the answer then. */
const STALLS = 2;

/** Why it is away is told elsewhere, once and not at each turn. */
const AWAY = new MindError("unavailable", "The mind is not ready.");

interface FallbackOptions {
  mind: Mind;
  /**
   * Answers where the mind cannot, as long as the player has heard and seen nothing yet. A mind of the same name is asked anew
   * only where the answer broke off: before that it has tried enough by itself.
   */
  fallback: Mind;
  /** So long the mind may be silent before the fallback mind takes its place. */
  silenceMs: number;
  log: Logger;
  metrics: Metrics;
}

/** A mind with a breaker before it and a fallback mind behind it. What neither can do is the NPC's fallback lines' business. */
export function withFallback({ mind, fallback, silenceMs, log, metrics }: FallbackOptions): Mind {
  const breakerOf = byKey((shard: string) =>
    createBreaker({
      faultsInARow: FAILURES_IN_A_ROW,
      openMs: CLOSED_AGAIN_AFTER_MS,
      isFault: isTheMinds,
      onState: (state) => {
        const breaker = shard === "" ? mind.name() : `${mind.name()} ${shard}`;
        metrics.breakerMoved(breaker, state);
        log.warn({ mind: breaker, breaker: state }, "the breaker before the mind moved");
      },
    }),
  );
  return {
    ...mind,
    isReady: (shard) => mind.isReady(shard) || fallback.isReady(),
    async *answer(question, signal) {
      if (question.again !== undefined) {
        // The mind's own thread has heard the player once, and is told later what was answered.
        question.answeredBy(fallback.name());
        yield* fallback.answer(question, signal);
        return;
      }
      const isItself = mind.isReady() && mind.name() === fallback.name();
      let hasCome = false;
      try {
        // A mind that is just starting is no failure: the breaker would keep it waiting when it is back.
        const shard = mind.isReady() ? ((await mind.shardOf?.(question.conversation)) ?? "") : "";
        if (!mind.isReady(shard)) throw AWAY;
        const pieces = ask(mind, question, signal, { silenceMs, mayBeginLate: isItself });
        const first = await breakerOf(shard).execute(() => pieces.next(), question.conversation);
        hasCome = first.done !== true;
        yield* fromFirst(first, pieces);
      } catch (error) {
        if ((isItself && !hasCome) || question.hasBegun() || signal.aborted) throw asMindError(error);
        const wasAway = error === AWAY;
        log[wasAway ? "info" : "warn"](
          {
            ...(!wasAway && { err: error }),
            turn: question.turn,
            request: question.request,
            npc: question.sheet.id,
            mind: mind.name(),
          },
          "the fallback mind takes over",
        );
        question.answeredBy(fallback.name());
        yield TAKEN_BACK;
        yield* fallback.answer(question, signal);
      }
    },
    close: async () => {
      await mind.close();
      await fallback.close();
    },
  };
}

/**
 * The mind's answer. As long as the player has heard and seen nothing of it, it must not be silent for longer than `silenceMs`;
 * and amid its words not for much longer either.
 * Whoever wants no more of it waits until it has ended; a mind that is given up is not waited for.
 * @throws {MindError} also where it says and does nothing at all.
 */
async function* ask(
  mind: Mind,
  question: Question,
  signal: AbortSignal,
  { silenceMs, mayBeginLate }: { silenceMs: number; mayBeginLate: boolean },
): AsyncGenerator<string, void> {
  const { controller: giveUp, leave } = abortedWith(signal);
  const silence = watchSilence(silenceMs, question.hasBegun);
  let isTalking = false;
  const stall = watchSilence(silenceMs * STALLS, () => !isTalking || !question.hasBegun());
  const call: Question["call"] = (tool, args) => {
    isTalking = false;
    return silence.brokenBy(question.call(tool, args));
  };
  const answer = mind.answer({ ...question, call }, giveUp.signal);
  const pieces = answer[Symbol.asyncIterator]();
  let hasSpoken = false;
  let isWhole = false;
  let isGivenUp = false;
  try {
    for (
      let next = await (mayBeginLate ? pieces.next() : silence.unless(pieces.next()));
      next.done !== true;
      next = await stall.unless(silence.unless(pieces.next()))
    ) {
      isTalking = next.value !== "";
      hasSpoken ||= isTalking;
      yield next.value;
    }
    isWhole = true;
    if (!hasSpoken && !question.hasBegun() && !signal.aborted) throw new MindError("failed", "The mind said nothing.");
  } catch (error) {
    isGivenUp = true;
    throw error;
  } finally {
    silence.end();
    stall.end();
    leave();
    if (!isWhole) endIt(giveUp);
    const ended = pieces.return?.(undefined).catch(() => undefined);
    if (!isGivenUp) await ended;
  }
}

/** A mind says by a MindError `failed` that it is well itself; all else is its own doing. */
const isTheMinds = (error: Error): boolean => !(error instanceof MindError && error.reason === "failed");

function asMindError(error: unknown): MindError {
  if (error instanceof MindError) return error;
  if (isLeftAlone(error))
    return new MindError("unavailable", "The mind has failed too often; it is left alone for a while.");
  return new MindError("unavailable", "The mind failed.", { cause: error });
}
