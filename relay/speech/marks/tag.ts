import { follow } from "../follow.ts";
import type { Reading } from "../reading.ts";
import { LESS, MORE } from "../signs.ts";
import { TAGS } from "../span-rules.ts";

/** `<…>`, also in the signs of other keyboards. What is no tag stays: `I love you <3`. */
export function tag(reading: Reading): boolean {
  const { rest, isLast } = reading;
  const whole = TAG.exec(rest)?.[0];
  if (whole === undefined) {
    if (!isLast && TAG_GOES_ON.test(rest)) return false;
    if (!TAG_BEGINS.test(rest)) reading.say("<");
    reading.skip(1);
    return true;
  }
  const token = plain(whole);
  const rule = TAGS.find((each) => each.token.test(token));
  const isWritten = !whole.startsWith(LESS);
  if (rule !== undefined && (isWritten || rule !== TAGS.at(-1))) follow(reading, rule, whole, token);
  else if (isWritten) {
    reading.say(rest.charAt(0));
    reading.skip(1);
  } else {
    // As an entity it was written as a sign, not as a tag: its words stay.
    reading.rest = whole.slice(1, -1) + rest.slice(whole.length);
  }
  return true;
}

const plain = (token: string): string => `<${token.slice(1, -1)}>`.replaceAll("｜", "|").replaceAll("▁", "_");

const OPEN = `[<＜◁${LESS}]`;
const WITHIN = `[^<>＜＞◁▷${LESS}${MORE}\\n]`;
const TAG = new RegExp(`^${OPEN}${WITHIN}{1,200}[>＞▷${MORE}]`);
const TAG_GOES_ON = new RegExp(`^${OPEN}(?:$|[/!?|｜\\p{L}]${WITHIN}{0,199}$)`, "u");
const TAG_BEGINS = new RegExp(`^${OPEN}[/!?|｜\\p{L}]`, "u");
