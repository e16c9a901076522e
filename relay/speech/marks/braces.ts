import { PLAYER_NAME } from "../../../game/townsfolk/wire/contract.ts";
import { objectAt } from "../calls/object-at.ts";
import { readObject } from "../calls/objects.ts";
import { argsOf, bareName } from "../calls/written-call.ts";
import { follow } from "../follow.ts";
import type { Reading } from "../reading.ts";
import { GAP, NAMED } from "../signs.ts";
import { BRACKETS } from "../span-rules.ts";

/** A call, or an answer in JSON. What is longer is neither, and nothing of it is said. */
const OBJECT = 4_000;

/** `{{user}}`, and objects: calls, and answers whose words stand in one. */
export function braces(reading: Reading): boolean {
  const { rest, isLast } = reading;
  if (FORMULA.test(reading.tail())) {
    reading.say("{");
    reading.skip(1);
    return true;
  }
  const macro = MACRO.exec(rest)?.[0];
  const thought = macro === undefined ? undefined : BRACKETS.find(({ token, orElse }) => orElse && token.test(macro));
  if (macro !== undefined && thought !== undefined) {
    follow(reading, thought, macro);
    return true;
  }
  if (macro !== undefined) {
    reading.say(PLAYER.test(macro) ? PLAYER_NAME : NPC.test(macro) ? reading.name : GAP);
    reading.skip(macro.length);
    return true;
  }
  const call = INVOCATION.exec(rest)?.[0];
  if (call !== undefined) {
    reading.skip(call.length);
    return true;
  }
  if (!isLast && MACRO_GOES_ON.test(rest)) return false;
  if (!OBJECT_BEGINS.test(rest)) {
    reading.say("{");
    reading.skip(1);
    return true;
  }
  const whole = objectAt(rest, OBJECT);
  if (whole === undefined && rest.length < OBJECT && !isLast) return false;
  const { calls, words } = readObject(whole ?? rest.slice(0, OBJECT));
  const named = calls.length === 0 ? toolBefore(reading) : undefined;
  if (named !== undefined) reading.say(NAMED);
  reading.call(named === undefined ? calls : [{ tool: named, args: argsOf(whole) }]);
  if (whole === undefined) {
    // Nobody can tell where it ends.
    reading.sayWritten(words);
    reading.isOver = true;
  } else {
    reading.rest = `\n${rest.slice(whole.length)}`;
    reading.read(words);
  }
  return true;
}

/** `functions.wave:0{}`, `wave: {}`, and `Action: wave`, `Action Input: {}` in lines; a name with `_` is one, whether offered or not. */
function toolBefore(reading: Reading): string | undefined {
  const [, name = ""] = TOOL_BEFORE.exec(reading.tail()) ?? [];
  return reading.offered.has(bareName(name)) || /^[a-z]+_[a-z_]+$/.test(name) ? bareName(name) : undefined;
}

const TOOL_BEFORE =
  /(?:^|[^\w.])([\w.]+)(?::\d+)?(?: json)?\s?[:=]?\s*(?:\n\s*(?:Action Input|Arguments|Args|Input|Parameters):)?\s*$/i;
/** `\\boxed{Go north.}`: what is in it is read as all else. */
const FORMULA = /\\[a-z]{3,8}\s?$/;
const MACRO = /^(?:\{\{\s{0,8}[\p{L}][^{}"\n]{0,58}\}\}|\{\s{0,8}[\p{L}][^{}"\n:]{0,38}\}|\{\d{1,2}\})/u;
/** `{{wave("friend")}}` */
const INVOCATION = /^\{{1,2}(?=\s{0,8}[A-Za-z_][\w.]{0,60}\()/;
const MACRO_GOES_ON = /^\{(?:\{?\s{0,8}|\{\s{0,8}[\p{L}][^{}"\n]{0,58}\}?|\s{0,8}[\p{L}][^{}"\n:]{0,38}|\d{1,2})$/u;
const PLAYER = /^\{+\s*(?:the )?(?:player|user|your name|name)/i;
const NPC = /^\{+\s*(?:char|character|bot|npc|assistant)\b/i;
const OBJECT_BEGINS = /^\{\s{0,8}(?:["'}]|\{\s{0,8}["'])/;
