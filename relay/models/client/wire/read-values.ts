import type { Readable } from "node:stream";
import { bytesReader } from "./read-text.ts";

export interface Values {
  /** Those that have come since: none where it was a comment; undefined where no more will. @throws {ProviderError} where they are none, or too long. */
  next(): Promise<unknown[] | undefined>;
  /** Hears no more of the body. */
  stop(): void;
}

/** What comes within so long after the piece before it is read with others: no player hears it, and it is read at a third of the cost. */
const TOGETHER_MS = 20;
/** So many pieces, and bytes of them, wait at most: to read more at once would hold up everybody else. */
const WAITING = 200;
const WAITING_BYTES = 128_000;

/**
 * The JSON values in the body of an answer, as they come: of an event stream, of lines of JSON, or of one JSON text, told by
 * how it begins and not by its content type. What is no JSON in a stream is passed over. An error's event is marked as one.
 * By events and not by an iterator, which takes as long as all else that is done with a piece; and pieces that came together
 * are read as one.
 */
export function readValues(body: Readable): Values {
  const read = bytesReader();
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  let failure: Error | undefined;
  let isOver = false;
  let hasEnded = false;
  let wake: (() => void) | undefined;
  let takenAt = -Infinity;
  let soon: NodeJS.Timeout | undefined;
  /** What is last of an answer does not wait. */
  const wakeInTime = (isEnd: boolean): void => {
    if (wake === undefined || (soon !== undefined && !isEnd)) return;
    const left = isEnd ? 0 : takenAt + TOGETHER_MS - performance.now();
    if (left <= 0) wake();
    else soon = setTimeout(wake, left);
  };
  const take = (bytes: Uint8Array): void => {
    if (isOver) return;
    pieces.push(bytes);
    waiting += bytes.length;
    if (pieces.length > WAITING || waiting > WAITING_BYTES) body.pause();
    wakeInTime(mayEndAll(bytes));
  };
  const end = (error?: unknown): void => {
    if (isOver) return;
    isOver = true;
    hasEnded = error === undefined;
    if (!hasEnded) failure = error instanceof Error ? error : new Error("The body broke off.", { cause: error });
    wakeInTime(true);
  };
  body
    .on("data", take)
    .on("end", () => end())
    .on("error", end)
    .on("close", () => isOver || end(new Error("The connection was closed.")));
  const woken = (): Promise<void> =>
    new Promise((come) => {
      wake = come;
      const last = pieces.at(-1);
      if (last !== undefined) wakeInTime(mayEndAll(last));
    });
  const readAll = (): unknown[] => {
    const values: unknown[] = [];
    try {
      if (pieces.length > 0) read(joined(pieces), values);
      if (hasEnded) read(undefined, values);
    } catch (error) {
      isOver = true;
      failure = error instanceof Error ? error : new Error("The body cannot be read.", { cause: error });
    }
    hasEnded = false;
    pieces = [];
    waiting = 0;
    if (body.isPaused()) body.resume();
    return values;
  };
  return {
    stop: () => (isOver = true),
    next: async () => {
      for (;;) {
        if (!isOver) await woken();
        clearTimeout(soon);
        wake = soon = undefined;
        const hasCome = pieces.length > 0;
        const values = readAll();
        if (hasCome) takenAt = performance.now();
        if (values.length > 0 || (hasCome && failure === undefined)) return values;
        if (failure !== undefined) throw failure;
        if (isOver) return undefined;
      }
    },
  };
}

const joined = (pieces: Uint8Array[]): Uint8Array =>
  pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);

/** As `[DONE]` does. */
function mayEndAll(bytes: Uint8Array): boolean {
  let at = bytes.length - 1;
  while (bytes[at] === LINE_END || bytes[at] === RETURN) at--;
  return bytes[at] === SQUARE_END;
}

const [LINE_END, RETURN, SQUARE_END] = [10, 13, 93];
