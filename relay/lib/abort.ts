/** The promise, or the reason of the signal, whichever is first. */
export async function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: never, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([promise, never]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Why a signal was aborted when nobody asks: to make an error each time takes as long as to end what listens. */
const OVER = new Error("It is over.");

/** Aborts for no reason that anybody asks for. */
export const endIt = (controller: AbortController): void => controller.abort(OVER);

/**
 * A controller whose signal aborts with another signal too, until `leave` is called. `AbortSignal.any` does the same for who
 * cannot say when it is over, by weak references that keep the garbage collector busy.
 */
export function abortedWith(signal: AbortSignal): { controller: AbortController; leave: () => void } {
  const controller = new AbortController();
  const follow = (): void => controller.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener("abort", follow, { once: true });
  return { controller, leave: () => signal.removeEventListener("abort", follow) };
}

/** Passes on what comes; an error after the signal has aborted is the end of it, and none. */
export async function* endedBy<T>(signal: AbortSignal, source: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* source;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/**
 * Passes on what comes, and ends at once when the signal aborts, whether or not the source hears of it. `settled` resolves
 * when the source has ended too, after `graceMs` at the latest.
 */
export function untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal, graceMs: number) {
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  return { pieces: pump(source, signal, graceMs, settle), settled };
}

async function* pump<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
  graceMs: number,
  settle: () => void,
): AsyncGenerator<T> {
  const aborted = Promise.withResolvers<"aborted">();
  const onAbort = (): void => aborted.resolve("aborted");
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted.promise]);
      if (next === "aborted") return;
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    if (ended) settle();
    else {
      const late = setTimeout(settle, graceMs);
      void Promise.resolve(iterator.return?.())
        .catch(() => undefined)
        .finally(() => {
          clearTimeout(late);
          settle();
        });
    }
  }
}
