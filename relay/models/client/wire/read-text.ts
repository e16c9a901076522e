import { StringDecoder } from "node:string_decoder";
import { createParser } from "eventsource-parser";
import { parsedJson } from "../../../lib/json.ts";
import { ProviderError } from "../provider-error.ts";
import { ADDRESS } from "./read-error.ts";
import { jsonReaderOfChunks } from "./read-json.ts";

/** The server says that there is no more. */
export const DONE = Symbol("[DONE]");
const END = "[DONE]";

/** In characters: of one event, or one JSON text; and of a whole answer with its thoughts. */
const LONGEST = 4_000_000;
const LONGEST_ANSWER = 32_000_000;
/** Pieces of one answer: more than it has tokens, whatever they are. */
const MOST_VALUES = 250_000;

/** Adds what is read to `values`. Without bytes it ends. */
export function bytesReader(): (bytes: Uint8Array | undefined, values: unknown[]) => void {
  const decoder = new StringDecoder("utf8");
  let reader: Reader | undefined;
  let length = 0;
  let read = 0;
  return (bytes, values) => {
    const text = bytes === undefined ? `${decoder.end()}\n\n` : decoder.write(bytes);
    length += text.length;
    if (length > LONGEST_ANSWER) throw tooLong();
    reader ??= readerFor(text);
    const before = values.length;
    reader?.(text, values);
    read += values.length - before;
    if (read > MOST_VALUES) throw tooLong();
  };
}

type Reader = (text: string, values: unknown[]) => void;

function readerFor(text: string): Reader | undefined {
  const first = text.trimStart().charAt(0);
  if (first === "") return undefined;
  if (first === "<") throw new ProviderError(502, `The model's server sent a web page. ${ADDRESS}`);
  return first === "{" || first === "[" ? jsonReader() : eventReader();
}

function eventReader(): Reader {
  let values: unknown[] = [];
  /** The beginning of a line: the parser would drop a line of a kind that it does not know, unless it has all of it. */
  let held: string[] = [];
  let length = 0;
  const valueIn = valueReader();
  const valuesIn = (data: string): unknown[] => valuesOf(data, valueIn);
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
  return (text, into) => {
    values = into;
    const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
    length = end > 0 ? text.length - end : length + text.length;
    if (length > LONGEST) throw tooLong();
    if (end > 0) parser.feed(held.join("") + text.slice(0, end));
    if (end > 0) held = [];
    if (end < text.length) held.push(text.slice(end));
  };
}

/** Hand-made servers write the prefix twice, or leave out the empty line between two events. */
function valuesOf(data: string, valueIn: (line: string) => unknown): unknown[] {
  const value = valueIn(data);
  if (value !== undefined || !data.includes("\n")) return value === undefined ? [] : [value];
  return data.split("\n").flatMap((line) => valueIn(line) ?? []);
}

function valueReader(): (line: string) => unknown {
  const json = jsonReaderOfChunks();
  return (line) => {
    if (line === END) return DONE;
    const value = json(line);
    if (value !== undefined) return value === END ? DONE : value;
    const bare = line.replace(/^\s*data\s*:/i, "").trim();
    return bare === END ? DONE : (parsedJson(bare) ?? parsedJson(ofPython(bare)));
  };
}

/** As Python writes a number that is none, and what it takes for JSON: `{'choices': None}`. */
function ofPython(text: string): string {
  const numbers = text.replace(/([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g, "$1null");
  return /^\s*\{\s*'/.test(text)
    ? numbers
        .replaceAll("'", '"')
        .replace(
          /([:[,]\s*)(None|True|False)(?=\s*[,}\]])/g,
          (_all, before: string, word: string) => `${before}${word === "None" ? "null" : word.toLowerCase()}`,
        )
    : numbers;
}

/** Of one text, or of several, one after the other, with or without lines between them. */
function jsonReader(): Reader {
  let parts: string[] = [];
  let held = 0;
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  return (text, values) => {
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
  };
}

const [QUOTE, BACKSLASH, CURLY, CURLY_END, SQUARE, SQUARE_END] = [34, 92, 123, 125, 91, 93];

const tooLong = (): ProviderError => new ProviderError(502, "The model's server sent more than an answer can be.");
