import { setTimeout as sleep } from "node:timers/promises";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { tokensIn } from "../../lib/tokens.ts";
import { now } from "../../observe/clock.ts";
import type { ChatRequest } from "../chat.ts";
import { ProviderError } from "./provider-error.ts";
import { createRpmShares, type Owner } from "./rpm-shares.ts";

export interface ThrottleLimits {
  /** Requests and tokens a minute that the provider's account allows; absent: no limit of ours. */
  rpm?: number;
  tpm?: number;
  /** Calls at once. */
  concurrency: number;
  /** A call waits so long for its place at most. */
  queueMs: number;
  /** Whose a turn is, so that no universe spends all of `rpm`. */
  ownerOf?: (turn: string) => Promise<Owner | undefined>;
}

/** The queue before a provider. */
export interface Throttle {
  /** Waits for a place. Call what it answers when the call is over. @throws {ProviderError} 429 when the wait is too long; the signal's reason where it aborts. */
  enter(request: ChatRequest, signal: AbortSignal, turn?: string): Promise<() => void>;
  /** The provider asks for a pause of so many milliseconds. It is cut to what a player waits at most. */
  pause(ms: number): void;
  waiting(): number;
}

export function createThrottle({ rpm, tpm, concurrency, queueMs, ownerOf }: ThrottleLimits): Throttle {
  const requestsAMinute = rpm === undefined ? undefined : new RateLimiterMemory({ points: rpm, duration: 60 });
  const tokensAMinute = tpm === undefined ? undefined : new RateLimiterMemory({ points: tpm, duration: 60 });
  const enterShare =
    rpm === undefined || ownerOf === undefined ? () => Promise.resolve() : createRpmShares(rpm, ownerOf);
  const places = createPlaces(concurrency);
  let pausedUntil = 0;
  let waiting = 0;

  const wait = async (request: ChatRequest, signal: AbortSignal, turn?: string): Promise<() => void> => {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(queueMs)]);
    // Before a place is taken, which others could use meanwhile.
    await enterShare(turn, patience);
    const leave = places.takeFree() ?? (await places.take(patience));
    try {
      if (pausedUntil > now()) await sleep(pausedUntil - now(), undefined, { signal: patience });
      if (requestsAMinute) await consume(requestsAMinute, 1, patience);
      if (tokensAMinute && tpm !== undefined) await consume(tokensAMinute, Math.min(costOf(request), tpm), patience);
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  };
  const isLimited = rpm !== undefined || tpm !== undefined;
  return {
    async enter(request, signal, turn) {
      signal.throwIfAborted();
      const leave = isLimited || pausedUntil > now() ? undefined : places.takeFree();
      if (leave !== undefined) return leave;
      waiting += 1;
      try {
        return await wait(request, signal, turn);
      } catch (error) {
        signal.throwIfAborted();
        throw new ProviderError(429, "Too many calls of the model are waiting.", { cause: error });
      } finally {
        waiting -= 1;
      }
    },
    pause: (ms) => (pausedUntil = Math.max(pausedUntil, now() + Math.min(ms, LONGEST_PAUSE_MS))),
    waiting: () => waiting,
  };
}

/** So many at once; who comes first is served first. */
function createPlaces(count: number) {
  let free = count;
  const queue = new Set<() => void>();
  const leave = (): void => {
    const [next] = queue;
    if (next === undefined) free += 1;
    else next();
  };
  const once = (): (() => void) => {
    let hasLeft = false;
    return () => {
      if (!hasLeft) leave();
      hasLeft = true;
    };
  };
  return {
    takeFree: (): (() => void) | undefined => {
      if (free === 0) return undefined;
      free -= 1;
      return once();
    },
    take: (patience: AbortSignal): Promise<() => void> =>
      new Promise((resolve, reject) => {
        const enter = (): void => {
          queue.delete(enter);
          patience.removeEventListener("abort", giveUp);
          resolve(once());
        };
        const giveUp = (): void => {
          queue.delete(enter);
          reject(new Error("The wait was too long."));
        };
        queue.add(enter);
        patience.addEventListener("abort", giveUp, { once: true });
        if (patience.aborted) giveUp();
      }),
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
