import { setTimeout as sleep } from "node:timers/promises";
import { createBreaker } from "../../lib/breaker.ts";
import { tokensIn } from "../../lib/tokens.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Metrics } from "../../observe/metrics.ts";
import type { ChatChunk, ChatRequest } from "../chat.ts";
import { type ProviderClient, ProviderError } from "./provider.ts";
import type { Throttle } from "./throttle.ts";

const TRIES = 3;
const FAILURES_IN_A_ROW = 20;
const CLOSED_AGAIN_AFTER_MS = 5_000;
/** A player waits no longer than this for a provider that asks for patience. */
const LONGEST_PAUSE_MS = 5_000;

/**
 * The provider with a queue and a breaker before it. A call is tried again only as long as nothing has come back, and only
 * where that can help: the provider is busy, restarting or out of reach.
 */
export function withRetry(client: ProviderClient, throttle: Throttle, log: Logger, metrics: Metrics): ProviderClient {
  const breaker = createBreaker({
    faultsInARow: FAILURES_IN_A_ROW,
    openMs: CLOSED_AGAIN_AFTER_MS,
    isFault: isTheirFault,
    onState: (state) => metrics.breakerMoved("provider", state),
  });
  metrics.breakerMoved("provider", "closed");

  const firstChunk = async (
    request: ChatRequest,
    signal: AbortSignal,
    turn: string | undefined,
    attempt = 1,
  ): Promise<Opened> => {
    try {
      return await breaker.execute(() => open(client, request, signal));
    } catch (error) {
      const pause =
        error instanceof ProviderError ? (error.retryAfterMs ?? 250 * 2 ** attempt * (0.5 + Math.random())) : undefined;
      if (error instanceof ProviderError && error.retryAfterMs !== undefined)
        throttle.pause(Math.min(error.retryAfterMs, LONGEST_PAUSE_MS));
      if (
        pause === undefined ||
        pause > LONGEST_PAUSE_MS ||
        attempt === TRIES ||
        !isWorthAnotherTry(error) ||
        signal.aborted
      )
        throw error;
      log.info(
        { turn, attempt, status: error instanceof ProviderError ? error.status : undefined },
        "the model's server is asked again",
      );
      await sleep(pause, undefined, { signal });
      return firstChunk(request, signal, turn, attempt + 1);
    }
  };
  return {
    ...client,
    async *chat(request, signal, turn) {
      const leave = await throttle.enter(costOf(request), signal);
      try {
        const { first, rest } = await firstChunk(request, signal, turn);
        if (first.done !== true) yield first.value;
        yield* rest;
      } finally {
        leave();
      }
    },
  };
}

interface Opened {
  first: IteratorResult<ChatChunk>;
  rest: AsyncIterable<ChatChunk>;
}

async function open(client: ProviderClient, request: ChatRequest, signal: AbortSignal): Promise<Opened> {
  const iterator = client.chat(request, signal)[Symbol.asyncIterator]();
  return { first: await iterator.next(), rest: { [Symbol.asyncIterator]: () => iterator } };
}

/** 4xx other than 429 say that the request is wrong, and it would be again. */
const isWorthAnotherTry = (error: unknown): boolean =>
  error instanceof ProviderError && (error.status === 429 || error.status >= 500);
const isTheirFault = (error: Error): boolean => error instanceof ProviderError && error.status >= 429;

/** The account's tokens that a call will use, with room for the answer. */
const costOf = (request: ChatRequest): number => tokensIn(JSON.stringify(request.messages)) + ANSWER_TOKENS;

const ANSWER_TOKENS = 200;
