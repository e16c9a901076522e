import { setTimeout as sleep } from "node:timers/promises";
import { now } from "../../observe/clock.ts";
import type { ChatRequest } from "../chat.ts";
import { createMinuteShares, type MinuteShares, type Owner } from "./minute-shares.ts";
import { ProviderError } from "./provider-error.ts";

export interface ThrottleLimits {
  /** Requests and tokens a minute that the provider's account allows; absent: no limit of ours. */
  rpm?: number;
  tpm?: number;
  /** Calls at once. */
  concurrency: number;
  /** A call waits so long for its place at most. */
  queueMs: number;
  /** Whose a turn is, so that no universe spends all of `rpm` and `tpm`. */
  ownerOf?: (turn: string) => Promise<Owner | undefined>;
  /** That of all relays, where there may be several. */
  minuteOf?: (what: "rpm" | "tpm", limit: number) => MinuteShares;
}

/** The queue before a provider. */
export interface Throttle {
  /** Waits for a place. @throws {ProviderError} 429 when the wait is too long; the signal's reason where it aborts. */
  enter(request: ChatRequest, signal: AbortSignal, turn?: string): Promise<Leave>;
  /** One that has its place is put to the server again, and waits for the account's minute as every call does. @throws as `enter` does. */
  again(request: ChatRequest, signal: AbortSignal, turn?: string): Promise<void>;
  /** It is put to the server a second time beside the first, which waits for nothing. */
  beside(request: ChatRequest, turn?: string): void;
  /** The provider asks for a pause of so many milliseconds. It is cut to what a player waits at most. */
  pause(ms: number): void;
  waiting(): number;
}

/** The call is over. `tokens`: what the server says that it used. */
export type Leave = (tokens?: number) => void;

export function createThrottle({
  rpm,
  tpm,
  concurrency,
  queueMs,
  ownerOf,
  minuteOf = (_, limit) => createMinuteShares(limit),
}: ThrottleLimits): Throttle {
  const requests = rpm === undefined ? undefined : minuteOf("rpm", rpm);
  const tokens = tpm === undefined ? undefined : minuteOf("tpm", tpm);
  const places = createPlaces(concurrency);
  let pausedUntil = 0;
  let waiting = 0;

  const ownerFor = async (turn: string | undefined): Promise<Owner | undefined> =>
    turn === undefined || !isLimited ? undefined : ownerOf?.(turn);
  /** Before a place is taken, which others could use meanwhile. */
  const spend = async (request: ChatRequest, patience: AbortSignal, turn?: string) => {
    const owner = await ownerFor(turn);
    await requests?.spend(1, owner, patience);
    const cost = costOf(request);
    const note = await tokens?.spend(cost, owner, patience);
    return (used: number): void => note?.(used - cost);
  };
  const wait = async (request: ChatRequest, signal: AbortSignal, turn?: string): Promise<Leave> => {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(queueMs)]);
    const note = await spend(request, patience, turn);
    const leave = places.takeFree() ?? (await places.take(patience));
    try {
      if (pausedUntil > now()) await sleep(pausedUntil - now(), undefined, { signal: patience });
    } catch (error) {
      leave();
      throw error;
    }
    return (used = 0) => {
      note(used);
      leave();
    };
  };
  const inTime = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    waiting += 1;
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw new ProviderError(429, "Too many calls of the model are waiting.", { cause: error });
    } finally {
      waiting -= 1;
    }
  };
  const isLimited = rpm !== undefined || tpm !== undefined;
  return {
    async enter(request, signal, turn) {
      signal.throwIfAborted();
      const leave = isLimited || pausedUntil > now() ? undefined : places.takeFree();
      if (leave !== undefined) return leave;
      return inTime(signal, () => wait(request, signal, turn));
    },
    async again(request, signal, turn) {
      if (!isLimited) return;
      const patience = AbortSignal.any([signal, AbortSignal.timeout(queueMs)]);
      await inTime(signal, () => spend(request, patience, turn));
    },
    beside(request, turn) {
      const count = (owner: Owner | undefined): void => {
        requests?.count(1, owner);
        tokens?.count(costOf(request), owner);
      };
      ownerFor(turn).then(count, () => count(undefined));
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

/** The account's tokens that a call will use, with room for the answer. In bytes, since other scripts take more tokens a letter. */
const costOf = ({ messages, tools = [] }: ChatRequest): number =>
  Math.ceil(Buffer.byteLength(JSON.stringify([messages, tools])) / BYTES_A_TOKEN) + ANSWER_TOKENS;
const BYTES_A_TOKEN = 4;
const ANSWER_TOKENS = 200;
