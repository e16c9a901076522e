import { PLAYER_NAME } from "../../game/townsfolk/wire/contract.ts";
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
  const mayEnd = (): boolean => stop < rest.length;
  return {
    add(piece: string): void {
      stop = stop < rest.length ? stop : stopFrom(piece, 0) + rest.length;
      rest += piece;
    },
    /** The next sentence, if it is whole. */
    next(isLast: boolean): string | undefined {
      if (rest === "" || (!isLast && rest.length <= SENTENCE_CHARACTERS && !mayEnd())) return undefined;
      const end = endOfFirst(rest, isLast);
      if (end === 0) {
        if (LETTER.test(AFTER_LAST_END.exec(rest)?.[0] ?? "")) stop = rest.length;
        return undefined;
      }
      const sentence = rest.slice(0, end);
      rest = rest.slice(end);
      stop = stopFrom(rest, 0);
      return sentence;
    },
    rest: () => rest,
    mayEnd,
  };
}

function endOfFirst(rest: string, isLast: boolean): number {
  const line = HARD_END.exec(rest);
  const text = line === null ? rest : rest.slice(0, line.index + line[0].length);
  if (text.length > SENTENCE_CHARACTERS) {
    const room = placeToCut(text);
    return endIn(text.slice(0, room)) || room;
  }
  if (line !== null || isLast) return endIn(text) || text.length;
  if (!HAS_BEGUN_ANOTHER.test(text)) return 0;
  const end = endIn(text);
  return LETTER.test(text.slice(end)) ? end : 0;
}

const HARD_END = new RegExp(`[\\r\\n\\u0085\\u2028\\u2029${THOUGHT_OVER}]`);
/** With a word in it, all that may have been an end before is known to be none. */
const AFTER_LAST_END = /[\p{Sentence_Terminal}…][^\p{Sentence_Terminal}…]*$/u;
const LETTER = /\p{L}/u;
const HAS_BEGUN_ANOTHER = /[\p{Sentence_Terminal}…][^\p{L}]*\p{L}/u;

/**
 * Where the first sentence ends and another begins, by https://unicode.org/reports/tr29/#Sentence_Boundaries with what that
 * leaves to be known of abbreviations and quotes. `Intl.Segmenter` takes a hundred times as long.
 */
function endIn(text: string): number {
  for (const { 0: end, 1: stops = "", 2: closing = "", index } of text.matchAll(ENDS)) {
    const at = index + end.length;
    if (at < text.length && mayFollow(text, at, stops, closing, end) && !goesOn(text, at)) return at;
  }
  return 0;
}

const ENDS = new RegExp(`([\\p{Sentence_Terminal}…]+)((?:[\\p{Pe}\\p{Pf}"']|\\p{Pi}(?=\\s))*)[\\s${GAP}]*`, "gu");

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
  const before = text.slice(Math.max(0, index - 16), index);
  if (GOES_ON.test(before) || (index < 5 && ITEM.test(before))) return true;
  if (NUMBERED.test(before) && /^\d/.test(text.slice(index, index + 1))) return true;
  if (ORDINAL.test(before)) return true;
  return QUOTE_ENDS.test(before) && /^\p{Ll}/u.test(text.slice(index, index + 2));
}

/** Before a number these are no end: `No. 4`, `Jan. 5`. */
const NUMBERED =
  /(?<![\p{L}.])(?:[Nn]os?|[Nn]úm|[Aa]rt|[Cc]h|[Ff]ig|[Vv]ol|pp?|Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\.\s*$/u;
/** `am 5. Mai`, `der 3. Mann`. */
const ORDINAL = /(?<!\p{L})(?:[Aa]m|[Dd](?:er|ie|as|en|em)|[Zz]um|[Vv]om|[Bb]is|[Ii]m)\s\d{1,2}\.\s*$/u;
const ITEM = /^\s*\d{1,2}\.\s+$/;
/** `"Never!" he cried.` */
const QUOTE_ENDS = /["'”’»]\s*$/;

/** As `PLAYER_NAME` begins, and what models make of it: it stands for a word with a capital. */
const NAME = "{player";

/** After these a capital begins no sentence; nor after a letter for a name, or the number of an item. */
const GOES_ON =
  /(?:(?<![\p{L}.])(?:Mrs?|Ms|Mx|Dr|St|Sr|[Pp]rof|Rev|Messrs|Co|[Dd]hr|[Mm]evr|Fr|Capt|Cpt|Lt|Sgt|Col|Gen|Hon|Mt|Ft|Mme|Mlle|[Ss]ra?|[Ss]rta|[Dd]ra|[Dd]ña|[Ss]ig|Sig\.ra|Dott|Hr|Hrn|Nr|Ud|Uds|[Aa]v|[Aa]vda|vs|cf|e\.g|i\.e|z\.B|ca|bzw|approx|г|гр|ул|им|тов|проф|др|стр|св)|(?<![\p{L}\p{N}.'’])(?!I\.)[\p{Lu}zdueo]|(?<=\p{Lu}\.)(?!I\.)\p{Lu})\.\s*$/u;

/** Between two words, or where there are none, as in Chinese, at least not within a name. */
function placeToCut(text: string): number {
  const space = text.lastIndexOf(" ", SENTENCE_CHARACTERS);
  if (space > 0) return space + 1;
  const name = text.lastIndexOf("{", SENTENCE_CHARACTERS);
  if (name > SENTENCE_CHARACTERS - PLAYER_NAME.length) return name;
  const isPair = /[\uD800-\uDBFF]/.test(text.charAt(SENTENCE_CHARACTERS - 1));
  return isPair ? SENTENCE_CHARACTERS - 1 : SENTENCE_CHARACTERS;
}
