import { setTimeout as sleep } from "node:timers/promises";
import PQueue from "p-queue";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { now } from "../../observe/clock.ts";
import { ProviderError } from "./provider.ts";

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
  /** Waits for a place. Call what it answers when the call is over. @throws {ProviderError} 429 when the wait is too long. */
  enter(tokens: number, signal: AbortSignal): Promise<() => void>;
  /** The provider asks for a pause of so many milliseconds. */
  pause(ms: number): void;
  waiting(): number;
}

export function createThrottle({ rpm, tpm, concurrency, queueMs }: ThrottleLimits): Throttle {
  const queue = new PQueue({ concurrency, ...(rpm !== undefined && { intervalCap: rpm, interval: 60_000 }) });
  const tokensAMinute = tpm === undefined ? undefined : new RateLimiterMemory({ points: tpm, duration: 60 });
  let pausedUntil = 0;

  const enter = async (tokens: number, signal: AbortSignal): Promise<() => void> => {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(queueMs)]);
    const entered = Promise.withResolvers<() => void>();
    queue.add(() => new Promise<void>((leave) => entered.resolve(leave)), { signal: patience }).catch(entered.reject);
    const leave = await entered.promise;
    try {
      await sleep(Math.max(0, pausedUntil - now()), undefined, { signal: patience });
      if (tokensAMinute) await consume(tokensAMinute, Math.min(tokens, tpm ?? tokens), patience);
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  };
  return {
    enter: (tokens, signal) =>
      enter(tokens, signal).catch((error: unknown) => {
        throw new ProviderError(429, "Too many calls of the model are waiting.", { cause: error });
      }),
    pause: (ms) => (pausedUntil = Math.max(pausedUntil, now() + ms)),
    waiting: () => queue.size,
  };
}

async function consume(limiter: RateLimiterMemory, points: number, patience: AbortSignal): Promise<void> {
  try {
    await limiter.consume("all", points);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    await sleep(refusal.msBeforeNext, undefined, { signal: patience });
    await consume(limiter, points, patience);
  }
}
