import { parsedJson } from "../../lib/json.ts";

/** A call that a model wrote as text. */
export interface WrittenCall {
  tool: string;
  args: Record<string, unknown>;
}

/** What may be called: by a tool's name the names of its arguments, in their order. */
export type Offered = ReadonlyMap<string, readonly string[]>;

/** `functions.wave:0` and `default_api:wave` are `wave`. */
export const bareName = (name: string): string =>
  HAS_PARTS.test(name) ? name.replace(/^(?:functions|default_api|tools?)[.:]/, "").replace(/[.:].*$/, "") : name;
const HAS_PARTS = /[.:]/;

/** Arguments are an object, or one in a string. */
export function argsOf(args: unknown): Record<string, unknown> {
  const value = typeof args === "string" ? parsed(args) : args;
  return isObject(value) ? value : {};
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON, or what a model takes for it: Python's quotes, and names without any. */
export const parsed = (text: string): unknown =>
  parsedJson(text) ??
  parsedJson(text.replaceAll("'", '"')) ??
  parsedJson(text.replace(QUOTED_OBJECT, "$1").replace(BARE_NAME, '$1"$2":'));
const QUOTED_OBJECT = /'(\{[^']*\})'/g;
const BARE_NAME = /([{,]\s*)([A-Za-z_]\w*)\s*:/g;
