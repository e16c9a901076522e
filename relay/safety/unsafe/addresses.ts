import { anyOf } from "../contact-tables.ts";
import { findAll } from "./spans.ts";

const first = anyOf((table) => table.street.first);
const before = anyOf((table) => table.street.before);
const after = anyOf((table) => table.street.after);
const suffix = anyOf((table) => table.street.suffix);
const home = anyOf((table) => table.home);
const address = anyOf((table) => table.address);
const noName = anyOf((table) => table.ends);
const units = anyOf((table) => table.units);

const WORD = "[\\p{L}'-]{2,30}\\.?";
const NUMBER = "\\d{1,5}[a-z]?";
/** In a sentence that goes on the number counts something. */
const OVER = "(?=\\s*(?:$|[,.;!?\\n)]|(?:apto?|apartment|piso|casa|bloco|depto|wohnung|rt|floor|en|em|in|a)\\b))";

/** Streets with a number, roughly, in the ways of six languages: "12 Baker Street", "calle Mayor 5", "Lindenstraße 3". */
export const findAddresses = findAll(
  new RegExp(`(?<![\\p{L}\\p{N}])${NUMBER},? (?:(?!${noName}\\b)${WORD} ){1,3}?${after}(?![\\p{L}'])`, "gu"),
  new RegExp(
    `(?<![\\p{L}\\p{N}])${NUMBER},? ?(?:bis |ter )?,? ?${first} (?:d[eu]s? (?:la |l')?|d')?${WORD}(?: ${WORD})?`,
    "gu",
  ),
  new RegExp(
    `\\b${before}\\.? (?:${WORD} ){0,4}?${WORD}(?:,| n[uo]?[.º°]*| numero| nomor| #)? ?${NUMBER}${OVER}`,
    "gu",
  ),
  [new RegExp(`(?<![\\p{L}])[\\p{L}-]{3,30}${suffix}\\.? ${NUMBER}${OVER}`, "gu"), / \d/],
  new RegExp(`\\b${home} (?:n[o.]* |number |#)?${NUMBER}(?= \\p{L})(?! ?${units}\\b)(?: ${WORD}){1,3}`, "gu"),
  new RegExp(`\\b${home} (?:(?!level|nivel|niveau|room|zimmer)${WORD} ){1,4}?${NUMBER}${OVER}`, "gu"),
  new RegExp(`\\b${address}(?: is| es| e| c'est| est| ist| lautet| adalah| itu|:| =)+ [^.!?\\n]{3,60}`, "gu"),
  new RegExp(
    `\\b${anyOf((table) => table.zip)}(?: is| es| e| c'est| est| ist| adalah|:| =)* ?\\d{4,5}(?:-\\d{3,4})?`,
    "gu",
  ),
);
