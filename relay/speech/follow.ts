import { readTagged } from "./calls/tagged.ts";
import type { Reading } from "./reading.ts";
import { GAP, THOUGHT_OVER } from "./signs.ts";
import type { SpanRule } from "./span-rules.ts";

/** Does with a mark what its rule says, and takes it off. `token`: the mark as the rules read it. */
export function follow(
  reading: Reading,
  { fate, until = NOTHING, orElse }: SpanRule,
  whole: string,
  token = whole,
): void {
  reading.skip(whole.length);
  if (typeof fate === "object") reading.say(fate.says === "{char}" ? reading.name : fate.says);
  else if (fate === "over") {
    reading.closedThought = true;
    reading.say(THOUGHT_OVER);
  } else if (fate === "thought" && orElse === undefined) reading.inside = { until, done: () => reading.say(GAP) };
  else if (fate === "thought") {
    reading.inside = {
      until,
      isKept: true,
      done: (body, isClosed) => {
        reading.say(GAP);
        if (!isClosed) reading.rest = body;
      },
    };
  } else if (fate === "call") {
    const tool = CALL_NAME.exec(token)?.[1] ?? "";
    reading.inside = { until, isKept: true, done: (text) => call(reading, tool, text) };
  } else if (fate === "header") {
    reading.inside = { until, isKept: true, done: (header) => channel(reading, header) };
  } else if (fate === "turn" && reading.lastSolid() === "") {
    reading.inside = {
      until,
      isKept: true,
      done: (role, isClosed) => {
        if (!isClosed && orElse !== undefined) reading.rest = role;
        else reading.isOver ||= PLAYERS_ROLE.test(role);
        reading.recipient = RECIPIENT.exec(role)?.[1];
      },
    };
  } else reading.isOver = true;
}

const NOTHING = /(?=[\s\S])/;
const CALL_NAME = /(?:=|name=)"?([\w.:-]+)/;
const PLAYERS_ROLE = /^\W*(?:user|human|player)\b.{0,12}$/i;

/** A channel of gpt-oss: its thoughts, its calls, its answer. */
function channel(reading: Reading, header: string): void {
  if (header.includes("final")) return reading.say(THOUGHT_OVER);
  const tool = RECIPIENT.exec(header)?.[1] ?? reading.recipient;
  reading.inside = {
    until: CHANNEL_ENDS,
    isKept: true,
    done: (text) => tool !== undefined && call(reading, tool, text),
  };
}

const RECIPIENT = /to=([\w.]+)/;
const CHANNEL_ENDS = /<\|(?:end|call|return)\|>|(?=<\|(?:start|channel)\|>)/;

const call = (reading: Reading, tool: string, text: string): void =>
  reading.call(readTagged(tool, text.replaceAll(DSML, "").replace(TOKEN, "\n"), reading.offered));

const DSML = /[|｜]DSML[|｜]/g;
const TOKEN = /<[|｜][^|｜]*[|｜]>|<\/s>|<(?:eos|end_of_turn)>|✿ARGS✿:?/g;
