import { parsedJson } from "../../../lib/json.ts";
import { without } from "../../../lib/without.ts";
import { argumentsFrom } from "./read-arguments.ts";
import type { CallPart } from "./read-part.ts";
import { offeredName } from "./tool-names.ts";

/** A whole call of a tool that was offered. */
export interface Call {
  /** The provider's; empty where it gave none. */
  id: string;
  name: string;
  /** JSON of an object, always. */
  arguments: string;
  /** Fields of the provider's own that have to come back with the call's result. */
  own: Record<string, unknown>;
}

/** An argument that some servers must be offered so that an act without any has one. It means nothing. */
export const UNUSED = "unused";

/** More in one answer, or longer ones, are no acts. */
const MOST = 16;
const LONGEST = 16_000;

interface Begun {
  index: number | undefined;
  id: string | undefined;
  name: string | undefined;
  text: string;
  own: Record<string, unknown>;
}

/** Puts the calls of one answer together from pieces: `tools` are the names of those that were offered. */
export function collectCalls(tools: string[]) {
  const calls: Begun[] = [];
  return {
    /** `areWhole`: they stand in a message, which may say again what came in pieces before it. */
    add(parts: CallPart[], areWhole = false): void {
      const before = areWhole ? [...calls] : [];
      for (const part of parts) {
        const text = argumentsIn(part.arguments);
        if (!before.some((call) => call.name === part.name && call.text === text)) addPart(calls, part, text, tools);
      }
    },
    /** Whether each of them is whole as it stands. */
    areWhole: (): boolean => calls.every(({ text }) => text.trim() === "" || isWhole(text)),
    count: (): number => calls.length,
    all: (): Call[] =>
      calls.flatMap(({ id = "", name, text, own }) => {
        const known = offeredName(name, tools);
        const given = text.trim() === "" ? (IN_NAME.exec(name ?? "")?.[1] ?? text) : text;
        return known === undefined ? [] : [{ id, name: known, arguments: readable(given), own }];
      }),
  };
}

function addPart(calls: Begun[], part: CallPart, text: string, tools: string[]): void {
  const { index, id, name, own } = part;
  const call = calls.findLast((one) => isSame(one, part));
  if (call === undefined || isAnother(call, part, text, tools)) {
    if (calls.length < MOST) calls.push({ index, id, name, text, own });
    return;
  }
  call.id ??= id;
  if (name !== undefined && name !== call.name) call.name = `${call.name ?? ""}${name}`;
  Object.assign(call.own, own);
  // Some say again what they said before, and go on; others begin with arguments that hold a place.
  if (text !== "" && (text.startsWith(call.text) || isPlaceholder(call.text, text))) call.text = text;
  else if (call.text.length <= LONGEST) call.text += text;
}

/** By id, then by index; what has neither goes on with the newest. Some give each piece of a call an id of its own. */
function isSame(call: Begun, { id, index, name }: CallPart): boolean {
  if (id !== undefined && call.id !== undefined) {
    if (id === call.id) return (index ?? call.index) === (call.index ?? index);
    const isMore = name === undefined || (name === call.name && !isWhole(call.text));
    return isMore && index !== undefined && index === call.index;
  }
  if (index !== undefined && call.index !== undefined) return index === call.index;
  return true;
}

/** Another name, or a new beginning after whole JSON, is a call of its own. */
function isAnother(call: Begun, { id, name }: CallPart, text: string, tools: string[]): boolean {
  if (name !== undefined && call.name !== undefined && name !== call.name) {
    const isMoreOfName =
      !tools.includes(call.name) && tools.some((tool) => tool.startsWith(`${call.name ?? ""}${name}`));
    return !isMoreOfName;
  }
  const isSameCall = name === undefined || (id !== undefined && id === call.id);
  if (isSameCall && isPlaceholder(call.text, text)) return false;
  if (!isWhole(call.text) || !BEGINS.test(text))
    return name !== undefined && id === undefined && call.id === undefined && text === "" && isWhole(call.text);
  return id === undefined || text !== call.text;
}

/** No arguments, and then the real ones: gateways before Anthropic's API begin so. */
const isPlaceholder = (before: string, text: string): boolean =>
  /^\s*(?:\{\s*\}|null|"")\s*$/.test(before) && BEGINS.test(text);

/** `wave({"item": "Loaf"})`, arguments and all. */
const IN_NAME = /(\{[^]*\})\s*\)?\s*$/;

const BEGINS = /^\s*["{]/;

const argumentsIn = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);

const isWhole = (text: string): boolean => text.trim() !== "" && parsedJson(text) !== undefined;

/** What cannot be read is kept as words, so that the model is told and nothing is done. */
function readable(text: string): string {
  const fields = text.length > LONGEST ? undefined : argumentsFrom(text);
  return JSON.stringify(fields === undefined ? { unreadable: text.slice(0, 200) } : without(fields, UNUSED));
}
