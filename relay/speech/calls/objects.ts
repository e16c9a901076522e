import { argsOf, bareName, isObject, parsed, type WrittenCall } from "./written-call.ts";

/** The names that models give the parts of a call, and the words of an answer in JSON. */
const TOOL = ["name", "tool", "tool_name", "function", "function_name", "action"];
const CALLS = [...TOOL, "tool_calls", "calls", "function_call", "tool_call"];
const ARGUMENTS = ["arguments", "args", "parameters", "params", "input", "action_input", "tool_input"];
const WORDS =
  "reply|response|say|says|speech|text|message|content|dialogue|dialog|answer|line|words|output|utterance|spoken|final";
const IS_WORDS = new RegExp(`^(?:(?:npc|char|character|final|assistant|ai|bot|spoken)_?)?(?:${WORDS})$`, "i");
const FIRST_WORDS = new RegExp(`["'](?:${WORDS})["']\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)`, "i");
/** Of who speaks, and how. */
const TELLS =
  /^(?:npc|character|char|speaker|role|id|type|emotion|mood|tone|expression|thoughts?|thinking|reasoning)$/i;
/** Tools of other harnesses by which a model speaks. */
const SPEAKING = /^(?:say|speak|reply|respond|answer|talk|send_message|send_text|final_answer)$/i;

/** What is meant by an object, or a list of some, in text: calls, and the words of a wrapped answer. */
export function readObject(text: string): { calls: WrittenCall[]; words: string } {
  const value = parsed(text);
  if (value === undefined)
    return { calls: [], words: wordsOf(parsed(`{"words":"${FIRST_WORDS.exec(text)?.[1] ?? ""}"}`)) };
  if (!Array.isArray(value)) return { calls: callsOf(value), words: wordsOf(value) };
  const objects: unknown[] = value;
  return { calls: objects.flatMap(callsOf), words: objects.map(wordsOf).join(" ").trim() };
}

function callsOf(value: unknown): WrittenCall[] {
  if (!isObject(value)) return [];
  const key = CALLS.find((each) => typeof value[each] === "object" && value[each] !== null);
  const inner = key === undefined ? undefined : value[key];
  if (inner !== undefined) return Array.isArray(inner) ? inner.flatMap(callsOf) : callsOf(inner);
  const tool = toolOf(value);
  if (tool === undefined) return [];
  const given = ARGUMENTS.find((each) => value[each] !== undefined && value[each] !== null);
  return [{ tool: bareName(tool), args: given === undefined ? restOf(value) : argsOf(value[given]) }];
}

const toolOf = (value: Record<string, unknown>): string | undefined =>
  TOOL.map((key) => value[key]).find((part): part is string => typeof part === "string");

/** `{"action": "give_item", "item": "Loaf"}`: what is neither the tool nor words. */
const restOf = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).filter(([key]) => !TOOL.includes(key) && !IS_WORDS.test(key) && !TELLS.test(key)),
  );

function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isObject(value)) return "";
  const speaks = callsOf(value).find(({ tool }) => SPEAKING.test(tool));
  if (speaks !== undefined) return wordsOf(speaks.args);
  const key = Object.keys(value).find((name) => IS_WORDS.test(name));
  const words = key === undefined ? undefined : value[key];
  if (Array.isArray(words)) return (words as unknown[]).filter(isSpoken).map(wordsOf).join(" ").trim();
  return typeof words === "string" ? words : wordsOf(words);
}

/** Of a list of lines, one that the player does not say. */
const isSpoken = (line: unknown): boolean =>
  !isObject(line) || !["speaker", "role", "character", "name"].some((key) => PLAYERS.test(String(line[key])));
const PLAYERS = /^(?:the )?(?:player|user|human|guest)$/i;
