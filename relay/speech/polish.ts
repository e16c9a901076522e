import { decodeHTMLStrict } from "entities";
import { PLAYER_NAME } from "../../game/townsfolk/wire/contract.ts";
import { literal } from "./literal.ts";
import { INSIDE } from "./sentence-rules.ts";
import { GAP, MORE } from "./signs.ts";

/** What is left of marks, and of tags that were not whole. */
const SIGNS = /[*_`#~＊[\]【】◁▷\uFFFD\u200B\uFEFF]+|(?<!\p{L}:|\\\w+)\\(?!\w+\\)|<(?=[/!?|\p{L}])/gu;
const GAPS = new RegExp(`\\s*${GAP}[${GAP}\\s]*`, "g");
const HAS_MORE = /[^\p{L}\p{M}\p{N}\s.,!?'’"“”…;:-]|:|---|(?<!\S)-\p{L}|xD/u;

/** One sentence as it stands in a bubble; empty where nothing of it can be said. */
export function polished(sentence: string, callsPlayersByName = true): string {
  const named = sentence.includes("%") ? sentence.replace(PERCENT, PLAYER_NAME) : sentence;
  let said = callsPlayersByName ? named : withoutName(named);
  if (HAS_MORE.test(said) || isPeriodic(said)) {
    if (said.includes("&")) said = decodeHTMLStrict(said);
    for (const { part, says } of INSIDE) said = said.replace(part, says);
    said = said.replaceAll(MORE, ">").replace(SIGNS, "").replace(GAPS, closeGap);
  }
  said = said.replace(/\s+/g, " ").trim();
  return SAYS.test(said) ? said : "";
}

/** `Sit, {player}.` is `Sit.`; `{player}, sit.` is `Sit.` too. */
const withoutName = (text: string): string =>
  text.includes(PLAYER_NAME)
    ? text.replace(NAME_FIRST, (_name, letter: string) => letter.toUpperCase()).replace(NAME_LATER, GAP)
    : text;

/** `%player%`, as plugins of games write it. */
const PERCENT = /%(?:player|user)(?:_?name)?%/gi;
const NAME_FIRST = new RegExp(`^${literal(PLAYER_NAME)}[,，、]\\s*(\\p{L})`, "u");
const NAME_LATER = new RegExp(`(?:[,，、]\\s*)?${literal(PLAYER_NAME)}`, "g");

/** A few words that come again in a long sentence. */
const isPeriodic = (text: string): boolean => text.length > 80 && text.includes(text.slice(40, 52), 41);

const SAYS = /[\p{L}\p{N}]/u;

/** No blank is left before a stop. */
const closeGap = (_gap: string, at: number, whole: string): string =>
  /^[\s\uE003]*(?:[,!?;:]|\.(?!\.)|["”’»)](?:[\s,.!?]|$))/.test(whole.slice(at)) ? "" : " ";
