/** A call that a model wrote as text. */
export interface WrittenCall {
  tool: string;
  args: Record<string, unknown>;
}

/** The names that models give the parts of a call, and the words of an answer in JSON. */
const TOOL = ["name", "tool", "tool_name", "function", "function_name", "action"];
const ARGUMENTS = ["arguments", "args", "parameters", "params", "input", "action_input", "tool_input"];
const WORDS =
  "reply|response|say|says|speech|text|message|content|dialogue|dialog|answer|line|words|output|utterance|spoken|final";
const FIRST_WORDS = new RegExp(`["'](?:${WORDS})["']\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)`, "i");

/** What is meant by an object, or a list of some, in text: calls, and the words of a wrapped answer. */
export function readObject(text: string): { calls: WrittenCall[]; words: string } {
  const value = parsed(text);
  if (value === undefined)
    return { calls: [], words: wordsOf(parsed(`{"words":"${FIRST_WORDS.exec(text)?.[1] ?? ""}"}`)) };
  const objects = Array.isArray(value) ? value : [value];
  return { calls: objects.flatMap(callOf), words: objects.map(wordsOf).join(" ").trim() };
}

function callOf(value: unknown): WrittenCall[] {
  if (!isObject(value)) return [];
  const inner = [...TOOL, "tool_calls", "function_call"]
    .map((key) => value[key])
    .find((part) => typeof part === "object");
  if (inner !== undefined && inner !== null) return Array.isArray(inner) ? inner.flatMap(callOf) : callOf(inner);
  const tool = TOOL.map((key) => value[key]).find((part) => typeof part === "string");
  if (typeof tool !== "string") return [];
  const args = ARGUMENTS.map((key) => value[key]).find((part) => part !== undefined && part !== null);
  return [{ tool, args: argsOf(args) }];
}

/** Arguments are an object, or one in a string. */
function argsOf(args: unknown): Record<string, unknown> {
  const value = typeof args === "string" ? parsed(args) : args;
  return isObject(value) ? value : {};
}

function wordsOf(value: unknown): string {
  if (!isObject(value)) return "";
  const isCall = callOf(value).length > 0;
  const key = Object.keys(value).find((name) => new RegExp(`^(?:${WORDS})$`, "i").test(name));
  const words = key === undefined || isCall ? undefined : value[key];
  return typeof words === "string" ? words : wordsOf(words);
}

/** `wave()`, `give_item(item="Mug of cider")`, `give_item("Mug of cider")`, `wave{}`, several with commas between. */
export function readInvocations(text: string, offered: Offered): WrittenCall[] | undefined {
  const calls: WrittenCall[] = [];
  let rest = text.trim().replace(/[.;]$/, "");
  while (rest !== "") {
    const call = INVOCATION.exec(rest);
    if (call === null) return undefined;
    const tool = bareName(call[1] ?? "");
    calls.push({
      tool,
      args: call[3] === undefined ? argumentsIn(call[2] ?? "", offered.get(tool) ?? []) : argsOf(call[3]),
    });
    rest = rest.slice(call[0].length).replace(/^\s*[,;]?\s*/, "");
  }
  return calls.length > 0 ? calls : undefined;
}

type Offered = ReadonlyMap<string, readonly string[]>;

const INVOCATION = /^([A-Za-z_][\w.]{1,60})(?::\d+)?\s{0,2}(?:\(((?:"[^"]*"|'[^']*'|[^()"'])*)\)|(\{[^{}]*\}))/;
const ARGUMENT = /(?:(\w+)\s*[=:]\s*)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,]+)\s*,?/g;

function argumentsIn(text: string, names: readonly string[]): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  let at = 0;
  for (const [, name, value = ""] of text.matchAll(ARGUMENT)) args[name ?? names[at++] ?? `${at}`] = valueOf(value);
  return args;
}

function valueOf(text: string): unknown {
  if (text.startsWith("'")) return text.slice(1, -1);
  return parsed(text) ?? text;
}

/** What stands in a tag: an object, `wave{}`, or names and values in tags of their own (Qwen, GLM). */
export function readTagged(head: string, body: string, offered: Offered): WrittenCall[] {
  const named = /^[\w.:-]+/.exec(head.trim())?.[0];
  const pairs = [
    ...body.matchAll(
      /<(?:parameter[ =](?:name=)?"?(\w+)"?|arg_key>\s*(\w+)\s*<\/arg_key>\s*<arg_value)>\s*([^<]*?)\s*</g,
    ),
  ];
  const given = Object.fromEntries(pairs.map(([, one, two, value]) => [one ?? two ?? "", value]));
  if (named !== undefined)
    return [{ tool: bareName(named), args: pairs.length > 0 ? given : argsOf(/\{[\s\S]*\}/.exec(body)?.[0]) }];
  const inner =
    /<(?:function=|invoke name="|function name=")([\w.:-]+)/.exec(body) ??
    /^\s*([\w.:-]+)\s*(?=<arg_key>|$)/.exec(body);
  if (inner !== null) return readTagged(inner[1] ?? "", body.slice(inner.index + inner[0].length), offered);
  const { calls } = readObject(body.trim());
  return calls.length > 0 ? calls : (readInvocations(body, offered) ?? []);
}

/** `functions.wave`, `default_api:wave`. */
const bareName = (name: string): string =>
  name.replace(/^(?:functions|default_api|tools?)[.:]/, "").replace(/[.:].*$/, "");

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON, or what a model takes for it: Python's quotes. */
function parsed(text: string): unknown {
  for (const json of [text, text.replaceAll("'", '"')])
    try {
      return JSON.parse(json) as unknown;
    } catch {
      continue;
    }
  return undefined;
}
