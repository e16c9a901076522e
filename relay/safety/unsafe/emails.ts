import { anyOf } from "../contact-tables.ts";
import { findAll } from "./spans.ts";

const dot = anyOf((table) => table.dot);
const at = anyOf((table) => table.at);
const LOCAL = "(?<![a-z0-9])[a-z0-9][a-z0-9._+-]{0,63}";
const bracketed = (sign: string) => ` ?[([{<] ?${sign} ?[)\\]}>] ?`;
const AT = `(?:@|${bracketed(`(?:@|${at})`)}| (?:@|${at}) )`;
const DOT = `(?:\\.|${bracketed(`(?:\\.|${dot})`)}| ?${dot} ?)`;
const PROVIDER = "(?:gmail|hotmail|yahoo|icloud|protonmail|gmx|ymail)";
const SPOKEN_DOT = `(?:${bracketed(`(?:\\.|${dot})`)}| ${dot} )`;

const HAS_AT = /@/;
const HAS_AT_OR_BRACKET = /[@([{<]/;

/** Addresses as they are, spelled out ("robin at mail dot com", "robin arroba correo punto es"), and announced ones. */
export const findEmails = findAll(
  [/(?<![a-z0-9])[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/g, HAS_AT],
  [/(?<![a-z0-9])[a-z0-9][a-z0-9._+-]{0,63} @ ?[a-z0-9-]{1,63} ?\. ?(?:com|net|org|edu|co|de|fr|es|br|id)\b/g, HAS_AT],
  [
    new RegExp(`${LOCAL}(?:@|${bracketed(`(?:@|${at})`)})[a-z0-9-]{1,63}${DOT}[a-z]{2,24}(?:${DOT}[a-z]{2,3})?`, "g"),
    HAS_AT_OR_BRACKET,
  ],
  [new RegExp(`${LOCAL}${AT}[a-z0-9-]{1,63}${SPOKEN_DOT}[a-z]{2,4}\\b`, "g"), new RegExp(SPOKEN_DOT)],
  [
    new RegExp(
      `${LOCAL} ?(?:@|${bracketed(`(?:@|${at})`)}) ?(?:g ?mail|hotmail|outlook|yahoo|icloud|proton(?:mail)?|gmx|ymail|aol)\\b`,
      "g",
    ),
    HAS_AT_OR_BRACKET,
  ],
  [new RegExp(`${LOCAL} ${at} ${PROVIDER}\\b(?:${DOT}[a-z]{2,4})?`, "g"), new RegExp(PROVIDER)],
  new RegExp(`\\b${anyOf((table) => table.email)} ?[^\\s,.;!?]+`, "g"),
);
