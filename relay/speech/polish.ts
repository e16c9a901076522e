import { decodeHTMLStrict } from "entities";
import { INSIDE } from "./sentence-rules.ts";
import { GAP, MORE } from "./signs.ts";

/** What is left of marks, and of tags that were not whole. */
const SIGNS = /[*_`#~＊[\]【】◁▷\uFFFD\u200B\uFEFF]+|\\(?=[!-/:-@[-`{-~])|<(?=[/!?|\p{L}])/gu;
const GAPS = new RegExp(`\\s*${GAP}[${GAP}\\s]*`, "g");
const HAS_MORE = /[^\p{L}\p{M}\p{N}\s.,!?'’"“”…;:-]|:|---|(?<!\S)-\p{L}|xD|.{80}/u;

/** One sentence as it stands in a bubble; empty where nothing of it can be said. */
export function polished(sentence: string): string {
  let said = sentence;
  if (HAS_MORE.test(said)) {
    if (said.includes("&")) said = decodeHTMLStrict(said);
    for (const { part, says } of INSIDE) said = said.replace(part, says);
    said = said.replaceAll(MORE, ">").replace(SIGNS, "").replace(GAPS, closeGap);
  }
  said = said.replace(/\s+/g, " ").trim();
  return SAYS.test(said) ? said : "";
}

const SAYS = /[\p{L}\p{N}]/u;

/** No blank is left before a stop. */
const closeGap = (_gap: string, at: number, whole: string): string =>
  /^[\s\uE003]*(?:[,!?;:]|\.(?!\.))/.test(whole.slice(at)) ? "" : " ";
