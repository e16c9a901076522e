import { follow } from "./follow.ts";
import { MARK, RARE } from "./kinds.ts";
import { literal } from "./literal.ts";
import { braces } from "./marks/braces.ts";
import { bracket } from "./marks/bracket.ts";
import { parenthesis } from "./marks/parenthesis.ts";
import { stars } from "./marks/stars.ts";
import { tag } from "./marks/tag.ts";
import { ticks } from "./marks/ticks.ts";
import { openReading, type Reading } from "./reading.ts";
import { LESS } from "./signs.ts";
import { BEGINNINGS } from "./span-rules.ts";
import type { Speaker } from "./speaker.ts";

/**
 * Reads the mark that the rest begins with, when it is whole: takes it off, and says what there is to say of it. False where
 * it may go on, so that it has to wait.
 */
type Mark = (reading: Reading) => boolean;

const MARKS: Record<string, Mark> = {
  "<": tag,
  [LESS]: tag,
  "＜": tag,
  "◁": tag,
  "✿": tag,
  "[": bracket,
  "【": bracket,
  "(": parenthesis,
  "（": parenthesis,
  "〈": parenthesis,
  "《": parenthesis,
  "*": stars,
  "＊": stars,
  _: stars,
  "{": braces,
  "`": ticks,
  "~": ticks,
};

/**
 * Takes out of a text what is written between marks and is no words: tags, brackets, stars, code and objects, by the tables.
 * A mark waits until its closing one has come, or cannot come any more, so the result is the same however the text is cut.
 */
export function spanReader(speaker: Speaker) {
  const reading = openReading(speaker);
  let body = "";

  return {
    read,
    isOver: () => reading.isOver,
    isIdle,
    /** Words alone are part of a thought. */
    isThinking: () => reading.inside !== undefined && reading.inside.isKept !== true,
    closedThought: () => reading.closedThought,
    calls: reading.calls,
  };

  /** Words alone pass it as they are. */
  function isIdle(): boolean {
    return reading.inside === undefined && reading.rest === "" && reading.lastSolid() !== "";
  }

  function read(piece: string, isLast: boolean, kinds: number): string {
    if ((kinds & (MARK | RARE)) === 0 && isIdle()) return reading.pass(piece);
    reading.rest += piece;
    reading.isLast = isLast;
    while (!reading.isOver && (reading.inside === undefined ? outside() : through(reading.inside)));
    return reading.take();
  }

  /** Up to the next mark and over it. Whether there is more to read. */
  function outside(): boolean {
    if (reading.lastSolid() === "" && !begin(reading)) return false;
    if (reading.inside !== undefined) return true;
    const { rest } = reading;
    const at = rest.search(ANY_MARK);
    if (at < 0) {
      reading.say(rest);
      reading.rest = "";
      return false;
    }
    if (at > 0) reading.say(rest.slice(0, at));
    reading.skip(at);
    return MARKS[rest.charAt(at)]?.(reading) ?? false;
  }

  function through({ until, isKept = false, done }: NonNullable<Reading["inside"]>): boolean {
    const { rest, isLast } = reading;
    const end = until.exec(rest);
    if (end === null && !isLast) {
      const seen = Math.max(0, rest.length - TAIL);
      if (isKept && body.length < OBJECT) body += rest.slice(0, seen);
      reading.skip(seen);
      return false;
    }
    const whole = body + rest.slice(0, end?.index ?? rest.length);
    reading.skip(end === null ? rest.length : end.index + end[0].length);
    reading.inside = undefined;
    body = "";
    done(isKept && whole.length < OBJECT ? whole : "", end !== null);
    return true;
  }
}

const ANY_MARK = new RegExp(`[${Object.keys(MARKS).map(literal).join("")}]`);

/** A call, or an answer in JSON. What is longer is no call, and nothing of it is said. */
const OBJECT = 4_000;
/** Longer than any closing mark. */
const TAIL = 48;

/** Where markers were lost. Whether the beginning is long enough to tell. */
function begin(reading: Reading): boolean {
  reading.rest = reading.rest.trimStart();
  const { rest, isLast } = reading;
  const isShort = !isLast && rest.length < TAIL;
  if (isShort && HEADS.some((head) => rest.startsWith(head) || head.startsWith(rest))) return false;
  for (const rule of BEGINNINGS) {
    const head = rule.token.exec(rest)?.[0];
    if (head === undefined) continue;
    follow(reading, rule, head);
    break;
  }
  return true;
}

const HEADS = [
  "assistant",
  "analysis",
  "commentary",
  "final",
  "model",
  "thought",
  "thinking",
  "Thought",
  "Thinking",
  "Analysis",
];
