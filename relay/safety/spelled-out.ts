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
