import { decodeHTMLStrict } from "entities";
import { PLAYER_NAME } from "../../game/townsfolk/wire/contract.ts";
import { AMPERSAND, DASH, FOREIGN, MARK, RARE, SIGN } from "./kinds.ts";
import { hasWord } from "./letters.ts";
import { literal } from "./literal.ts";
import { mended } from "./mojibake.ts";
import { isPeriodic } from "./repeats.ts";
import { INSIDE } from "./sentence-rules.ts";
import { GAP, MORE } from "./signs.ts";

/** What is left of marks, and of tags that were not whole. */
const SIGNS = /(?:[*_`#＊[\]【】◁▷\uFFFD\u200B\uFEFF]|~(?!\d))+|(?<!\p{L}:|\\\w+)\\(?!\w+\\)|<(?=[/!?|\p{L}])/gu;
/** With the comma before one that ends the sentence. */
const GAPS = new RegExp(`[,，、]\\s*${GAP}[${GAP}\\s]*(?=[!?…。！？]|\\.(?!\\.))|\\s*${GAP}[${GAP}\\s]*`, "g");
const HAS_ANY_INSIDE = new RegExp(
  INSIDE.flatMap(({ has }) => (has instanceof RegExp ? has.source : [])).join("|"),
  "u",
);
const MAY_HAVE_MORE = AMPERSAND | MARK | RARE | SIGN;
const HAS_MORE = /[^\p{L}\p{M}\p{N}\s.,!?'"’“”…;:-]|:/u;
const HAS_MORE_OF_WORDS = /--|(?<!\S)-\p{L}|xD/u;

/** One sentence as it stands in a bubble; empty where nothing of it can be said. `kinds`: of its signs, and maybe of more. */
export function polished(sentence: string, kinds: number, callsPlayersByName = true): string {
  const read = (kinds & FOREIGN) !== 0 ? mended(sentence) : sentence;
  const named = (kinds & SIGN) !== 0 && MAY_NAME.test(read) ? read.replace(PERCENT, PLAYER_NAME) : read;
  let said = callsPlayersByName ? named : withoutName(named);
  const isLoop = isPeriodic(said);
  if (isLoop || hasMore(said, kinds)) {
    if (said.includes("&")) said = decodeHTMLStrict(said);
    if (isLoop || HAS_ANY_INSIDE.test(said))
      for (const { has, part, says } of INSIDE) if (has.test(said)) said = said.replace(part, says);
    if (said.includes(MORE)) said = said.replaceAll(MORE, ">");
    said = said.replace(SIGNS, "");
    if (said.includes(GAP)) said = said.replace(GAPS, closeGap);
  }
  const mayBeOdd = (kinds & (RARE | SIGN | FOREIGN)) !== 0 || said.includes("  ");
  said = mayBeOdd && ODD_BLANK.test(said) ? said.replace(/\s+/g, " ").trim() : said.trim();
  return hasWord(said) ? said : "";
}

const hasMore = (text: string, kinds: number): boolean =>
  ((kinds & MAY_HAVE_MORE) !== 0 && HAS_MORE.test(text)) ||
  (((kinds & DASH) !== 0 || text.includes("xD")) && HAS_MORE_OF_WORDS.test(text));

const ODD_BLANK = /\s\s|[^\S ]/;

/** `Sit, {player}.` is `Sit.`; `{player}, sit.` is `Sit.` too. */
const withoutName = (text: string): string =>
  text.includes(PLAYER_NAME)
    ? text.replace(NAME_FIRST, (_name, letter: string) => letter.toUpperCase()).replace(NAME_LATER, GAP)
    : text;

/** `%player%`, `@player`, `$USER`, as plugins of games write it. */
const PERCENT = /%(?:player|user)(?:_?name)?%|(?<![\w.])[@$](?:player|user)(?:_?name)?\b/gi;
const MAY_NAME = /[%@$]/;
const NAME_FIRST = new RegExp(`^${literal(PLAYER_NAME)}[,，、]\\s*(\\p{L})`, "u");
const NAME_LATER = new RegExp(`(?:[,，、]\\s*)?${literal(PLAYER_NAME)}`, "g");

/** No blank is left before a stop, nor where a script sets none. */
const closeGap = (gap: string, at: number, whole: string): string =>
  BEFORE_STOP.test(whole.slice(at)) || SETS_NONE.test(whole.charAt(at - 1) + whole.charAt(at + gap.length)) ? "" : " ";

const BEFORE_STOP = /^[\s\u0089]*(?:[,!?;:，。！？；：、]|\.(?!\.)|["”’»)](?:[\s,.!?]|$))/;
const SETS_NONE = /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}，。！？；：、」』”]{2}$/u;
