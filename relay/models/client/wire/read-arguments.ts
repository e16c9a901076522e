import { parsedJson } from "../../../lib/json.ts";
import { fieldsOf } from "./fields.ts";

type Fields = Record<string, unknown>;

/**
 * The arguments in what a model wrote for them: an object, also encoded twice, wrapped once more, in a fence, or with a slip
 * of the pen. Undefined where they are none. What they mean is checked against the act's declaration.
 */
export function argumentsFrom(text: string): Fields | undefined {
  let value: unknown = text.replace(/^\s*```(?:json)?|```\s*$/g, "").trim();
  for (let times = 0; times < 3 && typeof value === "string"; times++) {
    if (NOTHING.test(value)) return {};
    const inner = parsedJson(value) ?? parsedJson(onceOf(value)) ?? mended(value);
    if (inner === undefined) break;
    value = inner;
  }
  if (value === null) return {};
  const fields = fieldsOf(Array.isArray(value) && value.length === 1 ? value[0] : value);
  return fields && unwrapped(fields);
}

const NOTHING = /^(?:none|null|undefined|nil)?$/i;

/** A comma too many, words around it, Python's quotes. What lacks its end may lack arguments too, and is none. */
function mended(text: string): Fields | undefined {
  const [from, to] = [text.indexOf("{"), text.lastIndexOf("}")];
  if (from < 0 || to < from) return undefined;
  const plain = text.slice(from, to + 1).replace(/,\s*([}\]])/g, "$1");
  const ofPython = plain
    .replaceAll("'", '"')
    .replace(/\b(True|False)\b/g, (word) => word.toLowerCase())
    .replace(/\bNone\b/g, "null");
  const isOfPython = !plain.includes('"');
  return fieldsOf(parsedJson(plain) ?? parsedJson((isOfPython ? ofPython : plain).replace(BARE_NAME, '$1"$2":')));
}

const BARE_NAME = /([{,]\s*)([A-Za-z_]\w*)\s*:/g;

/** Some say all of it twice. */
const onceOf = (text: string): string => {
  const half = text.slice(0, text.length / 2);
  return half + half === text ? half : text;
};

/** `{"name": "wave", "parameters": {…}}` where only the inner object was asked for. */
function unwrapped(fields: Fields): Fields {
  const inner = WRAPS.map((name) => fieldsOf(fields[name])).find((one) => one !== undefined);
  const isWrap = Object.keys(fields).every((name) => name === "name" || WRAPS.includes(name));
  return inner !== undefined && isWrap ? inner : fields;
}

const WRAPS = [
  "arguments",
  "parameters",
  "args",
  "input",
  "params",
  "kwargs",
  "properties",
  "tool_input",
  "action_input",
];
