import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createParser } from "eventsource-parser";
import { parsedJson } from "../../../lib/json.ts";
import { ProviderError } from "../provider-error.ts";

/** The server says that there is no more. */
export const DONE = Symbol("[DONE]");

/** In characters: of one event, or one JSON text; and of a whole answer with its thoughts. */
const LONGEST = 4_000_000;
const LONGEST_ANSWER = 32_000_000;

export interface Values {
  /** Those that have come since; undefined where no more will. @throws {ProviderError} where they are none, or too long. */
  next(): Promise<unknown[] | undefined>;
  /** Hears no more of the body. */
  stop(): void;
}

/** What comes within so long after the piece before it is read with others: no player hears it, and it is read at a third of the cost. */
const TOGETHER_MS = 20;
/** So many values wait at most for one who reads them slowly. */
const WAITING = 200;

/**
 * The JSON values in the body of an answer, as they come: of an event stream, of lines of JSON, or of one JSON text, told by
 * how it begins and not by its content type. What is no JSON in a stream is passed over. An error's event is marked as one.
 * By events and not by an iterator, which takes as long as all else that is done with a piece.
 */
export function readValues(body: Readable): Values {
  const read = bytesReader();
  let values: unknown[] = [];
  let failure: Error | undefined;
  let isOver = false;
  let wake: (() => void) | undefined;
  let takenAt = -Infinity;
  let soon: NodeJS.Timeout | undefined;
  /** What is last of an answer does not wait. */
  const wakeInTime = (): void => {
    const left = takenAt + TOGETHER_MS - performance.now();
    if (left <= 0 || isOver || values.at(-1) === DONE) wake?.();
    else soon ??= setTimeout(() => wake?.(), left);
  };
  const take = (bytes: Uint8Array | undefined): void => {
    if (isOver) return;
    try {
      for (const value of read(bytes)) values.push(value);
      isOver = bytes === undefined;
      if (values.length > WAITING) body.pause();
    } catch (error) {
      fail(error);
    }
    if (values.length > 0 || isOver) wakeInTime();
  };
  const fail = (error: unknown): void => {
    if (isOver) return;
    isOver = true;
    failure = error instanceof Error ? error : new Error("The body broke off.", { cause: error });
    wake?.();
  };
  body
    .on("data", take)
    .on("end", () => take(undefined))
    .on("error", fail)
    .on("close", () => isOver || fail(new Error("The connection was closed.")));
  const woken = (): Promise<void> =>
    new Promise((come) => {
      wake = come;
      if (values.length > 0) wakeInTime();
    });
  return {
    stop: () => (isOver = true),
    next: async () => {
      if (!isOver && values.at(-1) !== DONE) await woken();
      clearTimeout(soon);
      soon = undefined;
      takenAt = performance.now();
      if (values.length > 0) {
        const come = values;
        values = [];
        if (body.isPaused()) body.resume();
        return come;
      }
      if (failure !== undefined) throw failure;
      return undefined;
    },
  };
}

/** Without bytes it ends. */
function bytesReader(): (bytes: Uint8Array | undefined) => unknown[] {
  const decoder = new StringDecoder("utf8");
  let reader: Reader | undefined;
  let length = 0;
  return (bytes) => {
    const text = bytes === undefined ? `${decoder.end()}\n\n` : decoder.write(bytes);
    length += text.length;
    if (length > LONGEST_ANSWER) throw tooLong();
    reader ??= readerFor(text);
    return reader?.(text) ?? [];
  };
}

type Reader = (text: string) => unknown[];

function readerFor(text: string): Reader | undefined {
  const first = text.trimStart().charAt(0);
  if (first === "") return undefined;
  if (first === "<") throw new ProviderError(502, `The model's server sent a web page. ${ADDRESS}`);
  return first === "{" || first === "[" ? jsonReader() : eventReader();
}

export const ADDRESS = "Is OPENAI_BASE_URL right? It mostly ends with /v1, without /chat/completions.";

function eventReader(): Reader {
  let values: unknown[] = [];
  /** The beginning of a line: the parser would drop a line of a kind that it does not know, unless it has all of it. */
  let held: string[] = [];
  let length = 0;
  const parser = createParser({
    maxBufferSize: LONGEST,
    onEvent: ({ event, data }) => {
      for (const value of valuesIn(data)) values.push(event === "error" ? { error: value } : value);
    },
    // Some end a stream with an error as JSON, or as a field of its own: https://github.com/ggml-org/llama.cpp
    onError: ({ type, field, value, line }) => {
      if (type === "max-buffer-size-exceeded") throw tooLong();
      if (field === "error") values.push({ error: valueIn(value ?? "") ?? value });
      else values.push(...valuesIn(line ?? ""));
    },
  });
  return (text) => {
    values = [];
    const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
    length = end > 0 ? text.length - end : length + text.length;
    if (length > LONGEST) throw tooLong();
    if (end > 0) parser.feed(held.join("") + text.slice(0, end));
    if (end > 0) held = [];
    if (end < text.length) held.push(text.slice(end));
    return values;
  };
}

/** Hand-made servers write the prefix twice, or leave out the empty line between two events. */
function valuesIn(data: string): unknown[] {
  const value = valueIn(data);
  if (value !== undefined || !data.includes("\n")) return value === undefined ? [] : [value];
  return data.split("\n").flatMap((line) => valueIn(line) ?? []);
}

function valueIn(line: string): unknown {
  const value = parsedJson(line);
  if (value !== undefined) return value;
  const bare = line.replace(/^\s*data:/, "").trim();
  return bare === "[DONE]" ? DONE : parsedJson(bare);
}

/** Of one text, or of several, one after the other, with or without lines between them. */
function jsonReader(): Reader {
  let parts: string[] = [];
  let held = 0;
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  return (text) => {
    const values: unknown[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      if (isString) {
        if (isEscaped) isEscaped = false;
        else if (sign === BACKSLASH) isEscaped = true;
        else if (sign === QUOTE) isString = false;
      } else if (sign === QUOTE) isString = true;
      else if (sign === CURLY || sign === SQUARE) {
        if (depth++ === 0) from = at;
      } else if ((sign === CURLY_END || sign === SQUARE_END) && depth > 0 && --depth === 0) {
        const value = parsedJson(parts.join("") + text.slice(from, at + 1));
        if (value !== undefined) values.push(...(Array.isArray(value) ? (value as unknown[]) : [value]));
        parts = [];
        held = 0;
      }
    }
    if (depth > 0) parts.push(text.slice(from));
    held += depth > 0 ? text.length : 0;
    if (held > LONGEST) throw tooLong();
    return values;
  };
}

const [QUOTE, BACKSLASH, CURLY, CURLY_END, SQUARE, SQUARE_END] = [34, 92, 123, 125, 91, 93];

const tooLong = (): ProviderError => new ProviderError(502, "The model's server sent more than an answer can be.");
