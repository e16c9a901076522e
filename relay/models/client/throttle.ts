import { setTimeout as sleep } from "node:timers/promises";
import PQueue from "p-queue";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { tokensIn } from "../../lib/tokens.ts";
import { now } from "../../observe/clock.ts";
import type { ChatRequest } from "../chat.ts";
import { ProviderError } from "./provider-error.ts";

export interface ThrottleLimits {
  /** Requests and tokens a minute that the provider's account allows; absent: no limit of ours. */
  rpm?: number;
  tpm?: number;
  /** Calls at once. */
  concurrency: number;
  /** A call waits so long for its place at most. */
  queueMs: number;
}

/** The queue before a provider. */
export interface Throttle {
  /** Waits for a place. Call what it answers when the call is over. @throws {ProviderError} 429 when the wait is too long; the signal's reason where it aborts. */
  enter(request: ChatRequest, signal: AbortSignal): Promise<() => void>;
  /** The provider asks for a pause of so many milliseconds. It is cut to what a player waits at most. */
  pause(ms: number): void;
  waiting(): number;
}

export function createThrottle({ rpm, tpm, concurrency, queueMs }: ThrottleLimits): Throttle {
  const queue = new PQueue({ concurrency, ...(rpm !== undefined && { intervalCap: rpm, interval: 60_000 }) });
  const tokensAMinute = tpm === undefined ? undefined : new RateLimiterMemory({ points: tpm, duration: 60 });
  let pausedUntil = 0;

  const enter = async (request: ChatRequest, signal: AbortSignal): Promise<() => void> => {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(queueMs)]);
    const entered = Promise.withResolvers<() => void>();
    queue.add(() => new Promise<void>((leave) => entered.resolve(leave)), { signal: patience }).catch(entered.reject);
    const leave = await entered.promise;
    try {
      if (pausedUntil > now()) await sleep(pausedUntil - now(), undefined, { signal: patience });
      if (tokensAMinute && tpm !== undefined) await consume(tokensAMinute, Math.min(costOf(request), tpm), patience);
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  };
  return {
    enter: (request, signal) =>
      enter(request, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        throw new ProviderError(429, "Too many calls of the model are waiting.", { cause: error });
      }),
    pause: (ms) => (pausedUntil = Math.max(pausedUntil, now() + Math.min(ms, LONGEST_PAUSE_MS))),
    waiting: () => queue.size,
  };
}

/** A player waits no longer than this for a server that asks for patience. */
export const LONGEST_PAUSE_MS = 5_000;

/** The account's tokens that a call will use, with room for the answer. */
const costOf = (request: ChatRequest): number => tokensIn(JSON.stringify(request.messages)) + ANSWER_TOKENS;
const ANSWER_TOKENS = 200;

async function consume(limiter: RateLimiterMemory, points: number, patience: AbortSignal): Promise<void> {
  try {
    await limiter.consume("all", points);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    await sleep(refusal.msBeforeNext, undefined, { signal: patience });
    await consume(limiter, points, patience);
  }
}
