import { PLAYER_NAME } from "../../game/townsfolk/wire/contract.ts";
import { isAbbreviated } from "./abbreviations.ts";
import { stopFrom } from "./kinds.ts";
import { GAP, THOUGHT_OVER } from "./signs.ts";

/** A model that makes no end of a sentence is cut between two words. */
const SENTENCE_CHARACTERS = 300;

/**
 * Cuts a text into sentences, each as soon as it is whole, the same however the text comes in pieces: an end counts when the
 * letter is there that begins the next one. The blanks after a sentence are its own; a new line ends one always.
 */
export function sentenceCutter() {
  let rest = "";
  /** Where a stop is that may be an end; the text's length where there is none yet. */
  let stop = 0;
  /** Where a line ends; the text's length where none does yet. */
  let line = 0;
  const mayEnd = (): boolean => stop < rest.length;
  return {
    add(piece: string): void {
      if (line === rest.length) line += lineEnd(piece, 0);
      if (stop === rest.length) stop += stopFrom(piece, 0);
      rest += piece;
    },
    /** The next sentence, if it is whole. */
    next(isLast: boolean): string | undefined {
      if (rest === "" || (!isLast && rest.length <= SENTENCE_CHARACTERS && !mayEnd())) return undefined;
      const end = endOfFirst(rest, { stop, line, isLast });
      if (end === 0) {
        if (hasLetter(rest, stop) && LETTER.test(AFTER_LAST_END.exec(rest)?.[0] ?? "")) stop = rest.length;
        return undefined;
      }
      const sentence = rest.slice(0, end);
      rest = rest.slice(end);
      line = line < end ? lineEnd(rest, 0) : line - end;
      stop = stop < end ? stopFrom(rest, 0) : stop - end;
      return sentence;
    },
    rest: () => rest,
    mayEnd,
  };
}

function endOfFirst(rest: string, { stop, line, isLast }: { stop: number; line: number; isLast: boolean }): number {
  const isLine = line < rest.length;
  const length = isLine ? line + 1 : rest.length;
  if (length > SENTENCE_CHARACTERS) {
    const room = placeToCut(rest.slice(0, length));
    return endIn(rest.slice(0, room), stop) || room;
  }
  const text = length === rest.length ? rest : rest.slice(0, length);
  if (isLine || isLast) return endIn(text, stop) || length;
  if (!hasLetter(text, stop)) return 0;
  const end = endIn(text, stop);
  return end > 0 && hasLetter(text, end) ? end : 0;
}

/** Whether a word follows a place. */
function hasLetter(text: string, from: number): boolean {
  const last = text.charCodeAt(text.length - 1) | 32;
  return from < text.length && ((last >= 97 && last <= 122) || LETTER.test(text.slice(from)));
}

/** Where the first line ends from a place on; the text's length where none does. */
function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13 || (code > 127 && HARD_END.test(text.charAt(at)))) return at;
  }
  return text.length;
}

const HARD_END = new RegExp(`[\\u0085\\u2028\\u2029${THOUGHT_OVER}]`);
/** With a word in it, all that may have been an end before is known to be none. */
const AFTER_LAST_END = /[\p{Sentence_Terminal}…][^\p{Sentence_Terminal}…]*$/u;
const LETTER = /\p{L}/u;

/**
 * Where the first sentence ends and another begins, by https://unicode.org/reports/tr29/#Sentence_Boundaries with what that
 * leaves to be known of abbreviations and quotes. `Intl.Segmenter` takes a hundred times as long. Before `from` no sentence ends.
 */
function endIn(text: string, from: number): number {
  for (let next = from; next < text.length; next = stopFrom(text, next)) {
    ENDS.lastIndex = next;
    const [end, stops = "", closing = ""] = ENDS.exec(text) ?? [];
    if (end === undefined) next += 1;
    else {
      next += end.length;
      if (next < text.length && mayFollow(text, next, stops, closing, end) && !goesOn(text, next)) return next;
    }
  }
  return 0;
}

const ENDS = new RegExp(`([\\p{Sentence_Terminal}…]+)((?:[\\p{Pe}\\p{Pf}"']|\\p{Pi}(?=\\s))*)[\\s${GAP}]*`, "uy");

/** Whether a sentence may begin at a place after stops, what they close, and blanks. */
function mayFollow(text: string, at: number, stops: string, closing: string, end: string): boolean {
  const isBlankBetween = end.length > stops.length + closing.length;
  if (GOES_ON_AT.test(text.slice(at, at + 1))) return false;
  if (closing !== "" && SAID_SO.test(text.slice(at, at + 2))) return false;
  if (PAUSE.test(stops) && CHINESE.test(text.slice(at, at + 1))) return false;
  if (!DOTS.test(stops) || text.startsWith(NAME, at)) return true;
  if (isBlankBetween) return !SMALL_FOLLOWS.test(text.slice(at, at + SENTENCE_CHARACTERS));
  return (closing === "" ? /^\p{Lo}/u : /^[\p{Lo}\p{Lu}]/u).test(text.slice(at, at + 2));
}

const GOES_ON_AT = /[\p{Sentence_Terminal}…,;:，、：；–—-]/u;
const DOTS = /^[.…․﹒．]+$/;
/** In Chinese and Japanese an ellipsis is a pause, and a new line ends the sentence. */
const PAUSE = /^…+$/;
/** `「いらっしゃい。」と言った。` */
const SAID_SO = /^[とっ他她]/;
const CHINESE = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u;
const SMALL_FOLLOWS = /^[^\p{L}\p{Sentence_Terminal}…\r\n]*\p{Ll}/u;

function goesOn(text: string, index: number): boolean {
  let dot = index - 1;
  while (isBlank(text, dot)) dot--;
  if (text.charCodeAt(dot) === FULL_STOP) return isAbbreviated(text, dot, index);
  return QUOTE_ENDS.test(text.slice(dot, dot + 1)) && /^\p{Ll}/u.test(text.slice(index, index + 2));
}

/** `"Never!" he cried.` */
const QUOTE_ENDS = /["'”’»]/;
const FULL_STOP = 46;
const isBlank = (text: string, at: number): boolean => text.charCodeAt(at) === 32 || /\s/.test(text.charAt(at));

/** As `PLAYER_NAME` begins, and what models make of it: it stands for a word with a capital. */
const NAME = "{player";

/** Between two words, or where there are none, as in Chinese, at least not within a name. */
function placeToCut(text: string): number {
  const space = text.lastIndexOf(" ", SENTENCE_CHARACTERS);
  if (space > 0) return space + 1;
  const name = text.lastIndexOf("{", SENTENCE_CHARACTERS);
  if (name > SENTENCE_CHARACTERS - PLAYER_NAME.length) return name;
  const isPair = /[\uD800-\uDBFF]/.test(text.charAt(SENTENCE_CHARACTERS - 1));
  return isPair ? SENTENCE_CHARACTERS - 1 : SENTENCE_CHARACTERS;
}
