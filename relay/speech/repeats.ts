/** An answer is short: what was said longer ago does not count. */
const REMEMBERED = 200;
/** "No! No! No!" is no loop yet: a word counts a quarter. */
const LOOP = 8;

/** Tells a sentence that was said before in this answer, and that it is the second such. */
export function repeats(): (words: string) => "again" | "loop" | undefined {
  const said = new Set<string>();
  let count = 0;
  return (words) => {
    const key = words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    if (!said.has(key)) {
      if (said.size < REMEMBERED) said.add(key);
      return undefined;
    }
    count += key.includes(" ") ? 4 : 1;
    return count >= LOOP ? "loop" : "again";
  };
}
