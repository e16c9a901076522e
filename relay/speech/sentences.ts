import { PLAYER_NAME } from "../../game/townsfolk/wire/contract.ts";
import { isAbbreviated } from "./abbreviations.ts";
import { RARE, STOP } from "./kinds.ts";
import { hasLetter, isBlank, isCapital, isSmall } from "./letters.ts";
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
  let kinds = 0;
  let last = { length: 0, kinds: 0 };
  const mayEnd = (): boolean => stop < rest.length;
  return {
    /** `kinds`: of its signs, and maybe of more. */
    add(piece: string, of: number): void {
      kinds = rest === "" ? of : kinds | of;
      last = { length: piece.length, kinds: of };
      const mayStop = (of & (STOP | RARE)) !== 0;
      if (line === rest.length) line += mayStop ? placeOf(LINE_END, piece) : piece.length;
      if (stop === rest.length) stop += mayStop ? placeOf(ANY_STOP, piece) : piece.length;
      rest += piece;
    },
    /** The next sentence, if it is whole. */
    next(isLast: boolean): string | undefined {
      if (rest === "" || (!isLast && rest.length <= SENTENCE_CHARACTERS && !mayEnd())) return undefined;
      const end = endOfFirst(rest, { stop, line, isLast });
      if (end === 0) {
        // With a word behind it, all that may have been an end is known to be none.
        if (hasLetter(rest, afterStops(rest, stop))) stop = rest.length;
        return undefined;
      }
      if (rest.length <= last.length) kinds = last.kinds;
      const sentence = rest.slice(0, end);
      rest = rest.slice(end);
      line = line < end ? placeOf(LINE_END, rest) : line - end;
      stop = stop < end ? placeOf(ANY_STOP, rest) : stop - end;
      return sentence;
    },
    rest: () => rest,
    /** Of the signs of the last sentence and all that came with it. */
    kinds: () => kinds,
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

/** Where a sign stands first; the text's length where it does not. */
function placeOf(sign: RegExp, text: string, from = 0): number {
  sign.lastIndex = from;
  if (!sign.test(text)) return text.length;
  const last = sign.lastIndex - 1;
  return isSecondHalf(text.charCodeAt(last)) ? last - 1 : last;
}

function afterStops(text: string, first: number): number {
  let after = first;
  for (let at = first; at < text.length; at = placeOf(ANY_STOP, text, after)) after = at + 1;
  return after;
}

const LINE_ENDS = `\\r\\n\\u0085\\u2028\\u2029${THOUGHT_OVER}`;
const LINE_END = new RegExp(`[${LINE_ENDS}]`, "g");
/** With which a sentence may end. */
const ANY_STOP = new RegExp(`[\\p{Sentence_Terminal}…${LINE_ENDS}]`, "gu");
const isSecondHalf = (code: number): boolean => code >= 0xdc00 && code < 0xe000;

/**
 * Where the first sentence ends and another begins, by https://unicode.org/reports/tr29/#Sentence_Boundaries with what that
 * leaves to be known of abbreviations and quotes. `Intl.Segmenter` takes a hundred times as long. Before `from` no sentence ends.
 */
function endIn(text: string, from: number): number {
  for (let next = from; next < text.length; next = placeOf(ANY_STOP, text, next)) {
    ENDS.lastIndex = next;
    const match = ENDS.exec(text);
    next += match?.[0].length ?? 1;
    if (match !== null && next < text.length && mayFollow(text, next, match) && !goesOn(text, next)) return next;
  }
  return 0;
}

const ENDS = new RegExp(`([\\p{Sentence_Terminal}…]+)((?:[\\p{Pe}\\p{Pf}"']|\\p{Pi}(?=\\s))*)[\\s${GAP}]*`, "uy");

/** Whether a sentence may begin at a place after stops, what they close, and blanks. */
function mayFollow(text: string, at: number, match: RegExpExecArray): boolean {
  const stops = match[1] ?? "";
  const closing = match[2] ?? "";
  const isBlankBetween = match[0].length > stops.length + closing.length;
  const next = text.charCodeAt(at);
  if (isCapital(next) && isBlankBetween) return true;
  if (isSmall(next) && isBlankBetween) return !DOTS.test(stops);
  if (GOES_ON_AT.test(text.charAt(at))) return false;
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
  while (isBlank(text.charCodeAt(dot))) dot--;
  if (text.charCodeAt(dot) === FULL_STOP) return isAbbreviated(text, dot, index);
  return QUOTE_ENDS.test(text.slice(dot, dot + 1)) && /^\p{Ll}/u.test(text.slice(index, index + 2));
}

/** `"Never!" he cried.` */
const QUOTE_ENDS = /["'”’»]/;
const FULL_STOP = 46;

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
