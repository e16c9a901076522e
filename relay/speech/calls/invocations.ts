import { argsOf, bareName, type Offered, parsed, type WrittenCall } from "./written-call.ts";

/** `wave()`, `give_item(item="Mug of cider")`, `give_item("Mug of cider")`, `wave{}`, several with commas between; else nothing. */
export function readInvocations(text: string, offered: Offered): WrittenCall[] | undefined {
  const calls: WrittenCall[] = [];
  let rest = text.trim().replace(/[.;]$/, "");
  while (rest !== "") {
    const [whole, name = "", inBrackets = "", object] = FIRST.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    calls.push(invocation(name, inBrackets, object, offered));
    rest = rest.slice(whole.length).replace(/^\s*[,;]?\s*/, "");
  }
  return calls.length > 0 ? calls : undefined;
}

/** Takes the calls out of a sentence, or of code: those of offered tools, and what looks like one of another. */
export function takeInvocations(text: string, offered: Offered): { calls: WrittenCall[]; rest: string } {
  const calls: WrittenCall[] = [];
  if (!text.includes("(") && !text.includes("{")) return { calls, rest: text };
  const rest = text.replace(ANY, (whole, name: string, inBrackets = "", object?: string) => {
    if (!offered.has(bareName(name))) return name.includes("_") || FOREIGN.test(name) ? "" : whole;
    calls.push(invocation(name, inBrackets as string, object, offered));
    return "";
  });
  return { calls, rest: calls.length > 0 ? rest.replace(/\bprint\(\)/, "") : rest };
}

/** `[give_item: Mug of cider]`, `[wave]`: a tool's name, and the values of its arguments. */
export function readNamed(text: string, offered: Offered): WrittenCall | undefined {
  const [, name = "", given = ""] = /^\s*([\w.]+)\s*(?:[:=,|]\s*(.*?))?\s*$/.exec(text.replace(HEADING, "")) ?? [];
  const names = offered.get(bareName(name));
  if (names === undefined) return undefined;
  const values = names[0] === undefined ? given : given.replace(new RegExp(`^${names[0]}\\s?[:=]\\s*`), "");
  const first = names[0] !== undefined && values !== "" ? { [names[0]]: valueOf(values) } : {};
  return { tool: bareName(name), args: names.length > 1 ? argumentsIn(values, names) : first };
}

/** `[CALL: wave]` */
export const HEADING = /^\s*(?:call|action|act|tool|function|use|execute|tool[ _]call)\s?[:=]\s*/i;
const NAME = "([A-Za-z_][\\w.]{0,60})(?::\\d+)?";
const ARGUMENTS = `(?:\\(((?:"[^"]*"|'[^']*'|[^()"'])*)\\)|(\\{[^{}]*\\}))`;
const FIRST = new RegExp(`^${NAME}\\s{0,2}${ARGUMENTS}`);
const ANY = new RegExp(`(?<![\\p{L}\\p{N}_.])${NAME}\\s?${ARGUMENTS}(?:\\s?;)?`, "gu");
const IS_OBJECT = /^\s*\{[^]*\}\s*$/;
const FOREIGN = /^(?:functions|default_api|tools?)\./;
const ARGUMENT = /(?:(\w+)\s*[=:]\s*)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,]+)\s*,?/g;

const invocation = (name: string, inBrackets: string, object: string | undefined, offered: Offered): WrittenCall => ({
  tool: bareName(name),
  args:
    object === undefined && !IS_OBJECT.test(inBrackets)
      ? argumentsIn(inBrackets, offered.get(bareName(name)) ?? [])
      : argsOf(object ?? inBrackets),
});

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
