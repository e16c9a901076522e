/**
 * A text up to the last of a mark and the blanks behind it, and the rest. Who looks for what ends with the mark looks in the first
 * alone: to look for the end of each of many beginnings that have none takes as long as the square of the text.
 */
export function splitAtLast(text: string, mark: string): [string, string] {
  const at = text.lastIndexOf(mark);
  if (at < 0) return ["", text];
  const rest = text.slice(at + mark.length).trimStart();
  return [text.slice(0, text.length - rest.length), rest];
}

/** Takes out what a pattern finds, each of which ends with the mark and then only blanks. */
export function takeOut(text: string, pattern: RegExp, mark: string): string {
  if (!text.includes(mark)) return text;
  const [before, rest] = splitAtLast(text, mark);
  return before.replace(pattern, "") + rest;
}
