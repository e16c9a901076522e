import { PLAYER_NAME } from "../../game/townsfolk/wire/contract.ts";
import { GAP, THOUGHT_OVER } from "./signs.ts";

/** A model that makes no end of a sentence is cut between two words. */
const SENTENCE_CHARACTERS = 300;

/**
 * Cuts a text into sentences, each as soon as it is whole, the same however the text comes in pieces: an end counts when the
 * letter is there that begins the next one. The blanks after a sentence are its own; a new line ends one always.
 */
export function sentenceCutter() {
  let rest = "";
  /** Up to here there is no end, whatever comes. */
  let seen = 0;
  const mayEnd = (): boolean => MAY_END.test(seen === 0 ? rest : rest.slice(seen));
  return {
    add(piece: string): void {
      rest += piece;
    },
    /** The next sentence, if it is whole. */
    next(isLast: boolean): string | undefined {
      if (rest === "" || (!isLast && rest.length <= SENTENCE_CHARACTERS && !mayEnd())) return undefined;
      const end = endOfFirst(rest, isLast);
      if (end === 0) {
        if (WORD_GOES_ON.test(rest)) seen = rest.length;
        return undefined;
      }
      const sentence = rest.slice(0, end);
      rest = rest.slice(end);
      seen = 0;
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
const MAY_END = new RegExp(`[\\p{Sentence_Terminal}…\\r\\n\\u0085\\u2028\\u2029${THOUGHT_OVER}]`, "u");
/** A word has begun, or gone on, after what may have been an end. */
const WORD_GOES_ON = /\p{L}[^\p{Sentence_Terminal}…]*$/u;
const LETTER = /\p{L}/u;
const HAS_BEGUN_ANOTHER = /[\p{Sentence_Terminal}…][^\p{L}]*\p{L}/u;

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Where the first sentence ends and another begins: https://unicode.org/reports/tr29/#Sentence_Boundaries */
function endIn(text: string): number {
  for (const { index } of segmenter.segment(asRead(text)))
    if (index > 0 && !goesOn(text, index)) return index - (OPENS.exec(text.slice(0, index))?.[0].length ?? 0);
  return 0;
}

function goesOn(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 16), index);
  return (
    GOES_ON.test(before) ||
    (index < 5 && ITEM.test(before)) ||
    (QUOTE_ENDS.test(before) && /^\p{Ll}/u.test(text.slice(index)))
  );
}

/** What opens a quotation belongs to what is in it. */
const OPENS = /[\p{Ps}\p{Pi}]+$/u;
const ITEM = /^\s*\d{1,2}\.\s+$/;
/** `"Never!" he cried.` */
const QUOTE_ENDS = /["'”’»]\s*$/;

/** A sentence begins with a capital, so a name that stands first is shown as one; an ellipsis ends what three stops end. */
const asRead = (text: string): string =>
  text.replaceAll(NAME, NAME.toUpperCase()).replace(PAUSE, ".").replaceAll(GAP, " ");

/** In Chinese and Japanese it is a pause, and a new line ends the sentence. */
const PAUSE = /…(?!…*[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])/gu;

/** As `PLAYER_NAME` begins, and what models make of it. */
const NAME = "{player";

/** After these a capital begins no sentence; nor after a letter for a name, or the number of an item. */
const GOES_ON =
  /(?:(?<![\p{L}.])(?:Mrs?|Ms|Mx|Dr|St|Sr|Prof|Rev|Fr|Capt|Cpt|Lt|Sgt|Col|Gen|Hon|Mt|Ft|Mme|Mlle|Sra?|Hr|Nr|vs|cf|e\.g|i\.e|z\.B|approx)|(?<![\p{L}\p{N}.'’])(?!I\.)[\p{Lu}zdueo]|(?<=\p{Lu}\.)(?!I\.)\p{Lu})\.\s*$/u;

/** Between two words, or where there are none, as in Chinese, at least not within a name. */
function placeToCut(text: string): number {
  const space = text.lastIndexOf(" ", SENTENCE_CHARACTERS);
  if (space > 0) return space + 1;
  const name = text.lastIndexOf("{", SENTENCE_CHARACTERS);
  if (name > SENTENCE_CHARACTERS - PLAYER_NAME.length) return name;
  const isPair = /[\uD800-\uDBFF]/.test(text.charAt(SENTENCE_CHARACTERS - 1));
  return isPair ? SENTENCE_CHARACTERS - 1 : SENTENCE_CHARACTERS;
}
