import { parsedJson } from "../../../lib/json.ts";
import { type Fields, fieldsOf, isSomething, textOf } from "./fields.ts";
import { type PartUsage, usageOf } from "./read-usage.ts";

/** What one chunk of a completion says, whatever its shape. */
export interface Part {
  /** To be said aloud. */
  words: string;
  /** The whole of what was said so far, from servers that repeat it. */
  isWhole: boolean;
  /** It stands where old completions have it, which come in pieces. */
  isText: boolean;
  /** The model thinks: nobody is told what. */
  hasThoughts: boolean;
  /** How long they are, in characters. */
  thought: number;
  calls: CallPart[];
  /** Fields of the provider's own that have to come back with the calls of this answer. */
  own: Record<string, unknown>;
  finish: string | undefined;
  usage: PartUsage | undefined;
}

export interface CallPart {
  index: number | undefined;
  id: string | undefined;
  name: string | undefined;
  /** A text, in pieces, or a whole value. */
  arguments: unknown;
  own: Record<string, unknown>;
}

/** Undefined where it is nothing of a completion, such as a heartbeat or a tool's progress. */
export function readPart(value: unknown): Part | undefined {
  const chunk = fieldsOf(value);
  if (chunk === undefined) return undefined;
  const choice = choiceOf(chunk);
  const usage = usageOf(fieldsOf(chunk["usage"]) ?? fieldsOf(fieldsOf(chunk["x_groq"])?.["usage"]));
  if (choice === undefined) return usage && { ...EMPTY, usage };
  const delta = fieldsOf(choice["delta"]);
  if (
    delta !== undefined &&
    typeof delta["content"] === "string" &&
    isOnlyWords(delta) &&
    choice["tool_calls"] === undefined
  )
    return { ...EMPTY, words: delta["content"], finish: textOf(choice["finish_reason"]), usage };
  const said = delta ?? fieldsOf(choice["message"]) ?? { content: choice["text"] ?? choice["delta"] };
  const { words, hasThoughts, thought } = wordsIn(said["content"] ?? said["text"]);
  return {
    words,
    isWhole: delta === undefined && typeof choice["delta"] !== "string",
    isText: delta === undefined && typeof choice["text"] === "string" && fieldsOf(choice["message"]) === undefined,
    hasThoughts: hasThoughts || THOUGHTS.some((name) => isSomething(said[name])),
    // Some say one thought under several names.
    thought: thought + Math.max(...THOUGHTS.map((name) => charactersIn(said[name]))),
    calls: callsIn(isSomething(choice["tool_calls"]) ? { ...said, tool_calls: choice["tool_calls"] } : said),
    own: ownOf(said),
    finish: textOf(choice["finish_reason"]),
    usage,
  };
}

/** The completion in what a gateway has put around it, such as `{code, msg, data}`. */
export function unwrapped(value: unknown): unknown {
  const fields = fieldsOf(value);
  if (fields === undefined || "choices" in fields) return value;
  const inner = WRAPS.map((name) => fieldsOf(fields[name])).find((one) => one !== undefined && "choices" in one);
  return inner ?? value;
}

const WRAPS = ["data", "result", "response", "body", "completion"];

const EMPTY: Part = {
  words: "",
  isWhole: false,
  isText: false,
  hasThoughts: false,
  thought: 0,
  calls: [],
  own: {},
  finish: undefined,
  usage: undefined,
};

/** As nearly all of them are. */
function isOnlyWords(delta: Fields): boolean {
  for (const name in delta)
    if (name !== "content" && name !== "role" && delta[name] !== null && delta[name] !== undefined) return false;
  return true;
}

/** We ask for one answer only. */
function choiceOf({ choices }: Fields): Fields | undefined {
  if (Array.isArray(choices) && choices.length === 1 && fieldsOf(choices[0])?.["index"] === 0)
    return fieldsOf(choices[0]);
  const all = Array.isArray(choices) ? choices.map(fieldsOf) : [fieldsOf(choices)];
  return all.find((choice) => choice !== undefined && !(Number(choice["index"] ?? 0) > 0));
}

/** A text, or a list of parts, of which some are thoughts: https://docs.mistral.ai/capabilities/reasoning */
function wordsIn(content: unknown): { words: string; hasThoughts: boolean; thought: number } {
  if (typeof content === "string" || typeof content === "number")
    return { words: String(content), hasThoughts: false, thought: 0 };
  const parts = (Array.isArray(content) ? content : [content]).map((part) =>
    typeof part === "string" ? { text: part } : (fieldsOf(part) ?? {}),
  );
  const spoken = parts.filter((part) => !isThought(part));
  const thought = parts.filter(isThought).reduce((sum, part) => sum + charactersIn(part), 0);
  return { words: spoken.map(textIn).join(""), hasThoughts: spoken.length < parts.length, thought };
}

const isThought = ({ type, thought }: Fields): boolean =>
  thought === true || (typeof type === "string" && /think|thought|reason/i.test(type));

function textIn({ text, content }: Fields): string {
  const nested = fieldsOf(text)?.["value"];
  return textOf(text) ?? textOf(nested) ?? textOf(content) ?? "";
}

/** Of a text, or of what has texts in it. */
function charactersIn(value: unknown): number {
  if (typeof value === "string") return value.length;
  const inner = Array.isArray(value) ? (value as unknown[]) : TEXTS.map((name) => fieldsOf(value)?.[name]);
  return inner.some(isSomething) ? inner.reduce<number>((sum, one) => sum + charactersIn(one), 0) : 0;
}

const TEXTS = ["text", "content", "thinking", "summary", "data", "value"];

const THOUGHTS = ["reasoning_content", "reasoning", "reasoning_text", "reasoning_details", "thinking", "thoughts"];

function callsIn({ toolCalls, tool_calls = toolCalls, functionCall, function_call = functionCall, content }: Fields) {
  const given = typeof tool_calls === "string" ? parsedJson(tool_calls) : tool_calls;
  const calls = Array.isArray(given) ? (given as unknown[]) : numbered(fieldsOf(given) ?? {});
  const found = [...calls, ...callsAmid(content)].flatMap((call) => callIn(fieldsOf(call)) ?? []);
  const legacy = fieldsOf(function_call);
  return found.length === 0 && legacy !== undefined ? (callIn({ index: 0, function: legacy }) ?? []) : found;
}

/** One call, or several by number. */
const numbered = (calls: Fields): unknown[] =>
  Object.keys(calls).every((name) => /^\d+$/.test(name)) ? Object.values(calls) : [calls];

/** Among the parts of the words: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/overview */
const callsAmid = (content: unknown): unknown[] =>
  Array.isArray(content)
    ? content.map(fieldsOf).filter((part) => /^(?:tool|function)_?(?:use|call)$/i.test(textOf(part?.["type"]) ?? ""))
    : [];

function callIn(call: Fields | undefined): [CallPart] | undefined {
  if (call === undefined) return undefined;
  const { index, id, type, function: named, ...rest } = call;
  // Servers have tools of their own: none of them is an act.
  if (textOf(type) !== undefined && !/^(?:function|tool)/i.test(String(type))) return undefined;
  const fn = fieldsOf(named) ?? (typeof named === "string" ? { name: named, ...rest } : rest);
  const isNested = fieldsOf(named) !== undefined;
  return [
    {
      index: numberIn(index),
      id: typeof id === "number" ? String(id) : textOf(id),
      name: textOf(fn["name"]),
      arguments: fn["arguments"] ?? fn["parameters"] ?? fn["args"] ?? fn["input"],
      own: isNested ? { ...ownOf(rest), ...(hasOwn(fn) && { function: ownOf(fn) }) } : ownOf(rest),
    },
  ];
}

const numberIn = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};

/** https://ai.google.dev/gemini-api/docs/thought-signatures, https://api-docs.deepseek.com/guides/thinking_mode */
const ownOf = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name, value]) => OWN.test(name) && isSomething(value)));

const hasOwn = (fields: Fields): boolean => Object.keys(ownOf(fields)).length > 0;

const OWN = /reason|think|thought|signature|extra_content|provider/i;
