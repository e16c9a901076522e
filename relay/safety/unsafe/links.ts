import { anyOf } from "../contact-tables.ts";
import { findAll } from "./spans.ts";

/** Ends of domains that are no words, so that "castle.com" is a link wherever it stands. */
const CLEAR =
  "com|net|org|gg|io|tv|xyz|info|app|dev|biz|ru|uk|br|mx|ar|cl|jp|kr|cn|pl|ua|tk|ml|ga|cf|gq|pw|cc|ws|edu|gov|site|online|website|tech";
/** Ends of domains that are also words: who forgets the space after a full stop writes no link ("hola.de donde eres"). */
const WORDS =
  "de|es|fr|it|pt|id|co|eu|nl|ch|at|be|me|us|in|to|so|is|no|my|am|do|la|as|ai|sh|st|ly|fm|im|gd|ee|live|fun|club|link|shop|store|page|games";
/** Of these, those that are found at the text's end as well. */
const COUNTRIES = "de|fr|es|co|nl|pt|id|ch|eu|fm|ly";

const SPOKEN_DOT = `(?: ?[([{<] ?(?:\\.|${anyOf((table) => table.dot)}) ?[)\\]}>] ?| ${anyOf((table) => table.dot)} )`;
const NAME = "(?<![a-z0-9@.-])[a-z0-9][a-z0-9-]{0,63}";

export const findLinks = findAll(
  /(?:\b(?:https?|hxxps?|ftp) ?: ?\/\/?|:\/\/)\S*/g,
  /\bwww\d? ?[.,] ?[a-z0-9-]\S*|\bwww\d? [a-z0-9-]{1,63} [a-z]{2,4}\b/g,
  [new RegExp(`${NAME}(?:\\.[a-z0-9-]{1,63}){0,4}\\.(?:${CLEAR})(?![a-z0-9-])\\S*`, "g"), /\.[a-z]/],
  [new RegExp(`${NAME}(?:\\.[a-z0-9-]{1,63}){0,4}\\.(?:${WORDS})/\\S+`, "g"), /\//],
  [new RegExp(`${NAME}(?<=[a-z0-9-]{3})\\.(?:${COUNTRIES})(?=[.!?)]*$)`, "g"), /\.[a-z]/],
  [new RegExp(`${NAME}${SPOKEN_DOT}(?:com|net|org|gg|io|tv|xyz|info|app)\\b`, "g"), new RegExp(SPOKEN_DOT)],
  [new RegExp(`${NAME} \\. ?(?:com|net|org|gg|io|tv|xyz)\\b`, "g"), / \./],
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\d.])/g,
);
