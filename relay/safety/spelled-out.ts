/**
 * Puts the words together of a text that is spelled out with wider gaps between them: "h e  s a i d  n o" is "he said no".
 * Where all gaps are alike nobody can tell words from letters here.
 */
export function joinSpelledWords(text: string): string {
  if (!SPELLED.test(text)) return text;
  return text
    .split(GAP)
    .map((word) => (LETTERS.test(word) ? word.replaceAll(" ", "") : word))
    .join(" ");
}

const GAP = /\s{2,}/;
const LETTERS = /^\S(?: \S)+$/;
/** A word of two letters or more, and a gap beside it. */
const SPELLED = /(?:^|\s)\S \S(?: \S)*\s{2,}\S|\S\s{2,}\S \S(?:\s|$)/;

/**
 * Takes out the signs between letters that stand alone, whatever they are: "k:i:l:l", "(k)(i)(l)(l)", "n-o". Those that may be
 * letters stay ("h@t").
 */
export const joinSignedLetters = (text: string): string =>
  THREE_SIGNED.test(text) ? text.replace(SIGNED, (run) => run.replace(SIGNS, "")) : text;

const THREE_SIGNED = /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[^\p{L}\p{N}\s@$€£|*#+!]{1,3}[\p{L}\p{N}]){2}(?![\p{L}\p{N}])/u;
/** With a bracket around all. */
const SIGNED =
  /(?<![\p{L}\p{N}])[\p{Ps}"']?[\p{L}\p{N}](?:[^\p{L}\p{N}\s@$€£|*#+!]{1,3}[\p{L}\p{N}])+(?![\p{L}\p{N}])[\p{Pe}"']?/gu;
const SIGNS = /[^\p{L}\p{N}]/gu;
