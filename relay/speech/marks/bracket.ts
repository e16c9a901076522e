import { HEADING, readInvocations, readNamed } from "../calls/invocations.ts";
import { follow } from "../follow.ts";
import type { Reading } from "../reading.ts";
import { GAP } from "../signs.ts";
import { BRACKETS } from "../span-rules.ts";

/** `[…]`: a marker, calls, a link, a name before a line, else a stage direction. */
export function bracket(reading: Reading): boolean {
  const { rest, isLast, offered } = reading;
  const [whole, inner = "", link] = BRACKET.exec(rest) ?? [];
  if (whole === undefined) {
    if (!isLast && BRACKET_GOES_ON.test(rest)) return false;
    reading.skip(1);
    return true;
  }
  const after = rest.slice(whole.length);
  if (!isLast && offered.has(inner.trim()) && /^\s*$/.test(after)) return false;
  if (!isLast && link === undefined && (after === "" || LINK_GOES_ON.test(after))) return false;
  const rule = BRACKETS.find(({ token }) => token.test(whole));
  if (rule !== undefined) follow(reading, rule, whole);
  // A list of objects: each comes to its turn.
  else if (OBJECTS.test(inner)) reading.skip(1);
  // `[give_item] {"item": "Loaf"}`: the object brings the arguments.
  else if (offered.has(inner.trim()) && OBJECT_FOLLOWS.test(after)) reading.rest = inner.trim() + after;
  else if (link !== undefined && PICTURE.test(link)) {
    reading.skip(whole.length);
    reading.say(GAP);
  } else if (link !== undefined || (inner.length < 30 && SPEAKS.test(after))) reading.rest = inner + after;
  else {
    reading.skip(whole.length);
    const named = readNamed(inner, offered);
    const calls = named === undefined ? readInvocations(inner.replace(HEADING, ""), offered) : [named];
    if (calls === undefined) reading.say(GAP);
    else reading.call(calls);
  }
  return true;
}

const BRACKET = /^[[【]([^[\]【】\n]{0,300})[\]】](\([^()\s]{0,300}\))?/;
const BRACKET_GOES_ON = /^[[【][^[\]【】\n]{0,300}$/;
const LINK_GOES_ON = /^\([^()\s]{0,300}$/;
const OBJECTS = /^\s*\{/;
/** `![a mug](mug.png)` */
const PICTURE = /\.(?:png|jpe?g|gif|webp|svg)\)$/i;
const OBJECT_FOLLOWS = /^\s{0,8}\{/;
const SPEAKS = /^[:：]/;
