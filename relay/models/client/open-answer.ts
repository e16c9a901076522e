import type { Begun } from "./provider.ts";
import type { Alive } from "./wire/read-completion.ts";

/** An answer of which the first words or calls are there, or that has ended without any. */
export interface Opened extends Begun {
  /** Ends the call, unless all of it was read. To be called always. */
  close: (isRead?: boolean) => void;
}

type Start = (signal: AbortSignal, alive: Alive) => Promise<Begun>;

interface Call {
  opened: Promise<Opened>;
  isAlive: () => boolean;
  close: () => void;
  /** Another call was quicker. */
  lose: () => void;
}

/** Made once: to make one takes longer than to read a piece of an answer. */
const OVER = new Error("The call is over.");

/** A connection may hang; a player waits eight seconds for the first words, and a fallback mind takes over after five. */
const SILENCE_MS = 3_500;
/** A model is loaded from a disk in so long at most. */
const LOAD_MS = 120_000;

/**
 * Opens answers of one server. One that shows no sign of life is asked for a second time beside the first, one at a time.
 * When the caller hangs up on a server that has not shown any yet, one call is left to it: it may be loading its model, and
 * would begin anew for the next player. `closing`: there will be none. `lost` is called for each call that was answered to nobody,
 * with how many characters it had written.
 */
export function openAnswers(
  closing: AbortSignal,
): (start: Start, signal: AbortSignal, alive: Alive, lost: (written: number) => void) => Promise<Opened> {
  let isAskedTwice = false;
  let isLoading = false;

  const begin = (start: Start, signal: AbortSignal, alive: Alive, lost: (written: number) => void): Call => {
    const call = new AbortController();
    let isAlive = false;
    let isLeft = false;
    let written = 0;
    const hear: Alive = (isThought, so) => {
      const isFirst = !isAlive;
      isAlive = true;
      written = so;
      if (!isLeft) return alive(isThought, so);
      if (isFirst) lost(so);
      call.abort();
    };
    const hangUp = (): void => {
      if (isAlive || isLoading || closing.aborted) return call.abort(signal.reason);
      isLoading = isLeft = true;
      const late = setTimeout(() => call.abort(), LOAD_MS).unref();
      const end = (): void => {
        clearTimeout(late);
        closing.removeEventListener("abort", end);
        isLoading = false;
        call.abort();
      };
      closing.addEventListener("abort", end);
      opened.then(end, end);
    };
    const close = (isRead = false): void => {
      signal.removeEventListener("abort", hangUp);
      if (!isLeft && !isRead) call.abort(OVER);
    };
    const opened = start(call.signal, hear).then(({ first, rest }): Opened => ({ first, rest, close }));
    signal.addEventListener("abort", hangUp);
    const lose = (): void => {
      if (isAlive) lost(written);
      close();
    };
    return { opened, isAlive: () => isAlive, close, lose };
  };

  return async (start, signal, alive, lost) => {
    signal.throwIfAborted();
    const calls = [begin(start, signal, alive, lost)];
    let winner: Opened | undefined;
    const { promise, resolve, reject } = Promise.withResolvers<Opened>();
    let waiting = 0;
    const watch = ({ opened }: Call): void => {
      waiting += 1;
      opened.then(resolve, (error: unknown) => {
        if (--waiting === 0) reject(error);
      });
    };
    const hangUp = (): void => reject(signal.reason);
    const silence = setTimeout(() => {
      if (isAskedTwice || calls.some((call) => call.isAlive())) return;
      isAskedTwice = true;
      const second = begin(start, signal, alive, lost);
      calls.push(second);
      watch(second);
    }, SILENCE_MS);
    calls.forEach(watch);
    signal.addEventListener("abort", hangUp);
    try {
      winner = await promise;
      return winner;
    } finally {
      clearTimeout(silence);
      signal.removeEventListener("abort", hangUp);
      if (calls.length > 1) isAskedTwice = false;
      for (const call of calls)
        if (winner === undefined) call.close();
        else if (call.close !== winner.close) call.lose();
    }
  };
}
