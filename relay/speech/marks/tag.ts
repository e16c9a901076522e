import { readTagged } from "../calls/tagged.ts";
import { bareName } from "../calls/written-call.ts";
import { startsWithDeed } from "../directions.ts";
import { follow } from "../follow.ts";
import { literal } from "../literal.ts";
import type { Reading } from "../reading.ts";
import { GAP, LESS, MORE } from "../signs.ts";
import { TAGS } from "../span-rules.ts";

/** `<…>`, also in the signs of other keyboards. What is no tag stays: `I love you <3`. */
export function tag(reading: Reading): boolean {
  const { rest } = reading;
  const whole = TAG.exec(rest)?.[0];
  if (whole === undefined) return unclosed(reading);
  const token = plain(whole);
  const rule = TAGS.find((each) => each.token.test(token));
  const isWritten = !whole.startsWith(LESS);
  if (isWritten && ofTool(reading, whole)) return true;
  if (rule !== undefined && (isWritten || rule !== TAGS.at(-1))) follow(reading, rule, whole, token);
  else if (isWritten) {
    reading.say(rest.charAt(0));
    reading.skip(1);
  } else {
    // As an entity it was written as a sign, not as a tag: its words stay.
    const inner = whole.slice(1, -1);
    reading.rest = rest.slice(whole.length);
    if (startsWithDeed(inner)) reading.say(GAP);
    else reading.rest = inner + reading.rest;
  }
  return true;
}

/** A sign alone, or a tag that has not come to its end yet, or never will. */
function unclosed(reading: Reading): boolean {
  const { rest, isLast } = reading;
  if (!isLast && TAG_GOES_ON.test(rest)) return false;
  if (!TAG_BEGINS.test(rest)) reading.say(rest.startsWith("✿") ? "✿" : "<");
  reading.skip(isLast && BROKEN.test(rest) ? rest.length : 1);
  return true;
}

/** `<wave/>`, `<give_item>{"item": "Loaf"}</give_item>`: a tool that is offered, by its name. */
function ofTool(reading: Reading, whole: string): boolean {
  const [, name = "", attributes = "", isAll] = TOOL.exec(whole) ?? [];
  const tool = bareName(name);
  if (!reading.offered.has(tool)) return false;
  const given = [...attributes.matchAll(ATTRIBUTE)].map(([, key = "", value = ""]) => [key, value] as const);
  const call = (body: string): void =>
    reading.call(
      given.length > 0 ? [{ tool, args: Object.fromEntries(given) }] : readTagged(tool, body, reading.offered),
    );
  reading.skip(whole.length);
  if (isAll === "/") call("");
  else reading.inside = { until: new RegExp(`</${literal(name)}>|\\n\\n`), isKept: true, done: call };
  return true;
}

const plain = (token: string): string =>
  (token.startsWith("✿") ? `<✿${token.replaceAll("✿", "")}>` : `<${token.slice(1, -1)}>`)
    .replaceAll("｜", "|")
    .replaceAll("▁", "_");

const OPEN = `[<＜◁${LESS}]`;
const WITHIN = `[^<>＜＞◁▷${LESS}${MORE}\\n]`;
const TAG = new RegExp(`^<</?SYS>>|^✿[A-Z]{3,10}✿|^${OPEN}${WITHIN}{1,200}[>＞▷${MORE}]`);
const TAG_GOES_ON = new RegExp(
  `^<</?S?Y?S?>?$|^✿[A-Z]{0,10}✿?$|^${OPEN}(?:$|[/!?|｜\\p{L}]${WITHIN}{0,199}\\n?$)`,
  "u",
);
const TAG_BEGINS = new RegExp(`^${OPEN}[/!?|｜\\p{L}]`, "u");
const BROKEN = /^<[/|｜]?[\w|｜▁]{0,40}\n?$/;
const TOOL = /^<([\w.-]+)((?:\s[^<>]*?)?)(\/?)>$/;
const ATTRIBUTE = /([\w-]+)\s*=\s*"([^"]*)"/g;
