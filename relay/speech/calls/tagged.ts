import { readInvocations } from "./invocations.ts";
import { readObject } from "./objects.ts";
import { argsOf, bareName, type Offered, parsed, type WrittenCall } from "./written-call.ts";

/** What stands in a tag: an object, `wave{}`, or names and values in tags of their own. `head`: the tool, where the tag names it. */
export function readTagged(head: string, given: string, offered: Offered): WrittenCall[] {
  const body = given.replace(BEFORE_NAME, "").replaceAll("<escape>", '"');
  if (head !== "") return [{ tool: bareName(head), args: argsIn(body, offered.get(bareName(head)) ?? []) }];
  const [named, name = "", tagged = name] = NAMED.exec(body) ?? [];
  if (named !== undefined) {
    const rest = body.slice(body.indexOf(named) + named.length);
    return readTagged(tagged, rest, offered);
  }
  const { calls } = readObject(body.trim());
  return calls.length > 0 ? calls : (readInvocations(withoutBrackets(body), offered) ?? []);
}

/** `call:wave{item:<escape>Loaf<escape>}`, `✿FUNCTION✿: wave` */
const BEFORE_NAME = /^\s*(?:call)?:\s*/;

/** Calls as a list of Python: `[wave()]`. */
const withoutBrackets = (text: string): string => text.trim().replace(/^\[([\s\S]*)\]$/, "$1");

/** `wave` before its arguments or alone, as Mistral, DeepSeek and GLM write it; or in a tag of its own, as Qwen does. */
const NAMED =
  /^\s*(?:function\s+)?([\w.:-]+)\s*(?:\[CALL_ID\]\w+\s*)?(?=<arg_key>|<\/tool>|\[ARGS\]|```|\{|$)|<(?:function=|(?:invoke|function|use_tool|tool) name=")([\w.:-]+)/;

function argsIn(body: string, names: readonly string[]): Record<string, unknown> {
  const pairs = [...body.matchAll(PAIR)].map(([, one, two, three, value = ""]) => [one ?? two ?? three ?? "", value]);
  const [only] = names;
  if (pairs.length === 0 && names.length === 1 && only !== undefined && /^\s*[^\s<{[][^<{]*$/.test(body))
    return { [only]: body.trim() };
  if (pairs.length === 0) return argsOf(/\{[\s\S]*\}/.exec(body)?.[0]);
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, numberOr(value)]));
}

const PAIR =
  /<(?:param(?:eter)?[ =](?:name=)?"?(\w+)"?[^<>]*|arg_key>\s*(\w+)\s*<\/arg_key>\s*<arg_value|(?!\/|arg_)(\w+))>\s*([^<]*?)\s*</g;

/** A tag holds text only: `5` may be the number that the act wants. */
const numberOr = (value: string): unknown => (/^-?\d+(?:\.\d+)?$|^true$|^false$/.test(value) ? parsed(value) : value);
