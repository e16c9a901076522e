/** An answer is short: what was said longer ago does not count. */
const REMEMBERED = 200;
/** "No! No! No!" is no loop yet: words are said again, so many times in all. */
const WORDS_AGAIN = 8;

/** Tells of a sentence that it was said before in this answer: `again` it is not said, and at the second such it is a `loop`. */
export function repeats(): (words: string) => "again" | "loop" | undefined {
  const said = new Set<string>();
  let sentences = 0;
  let words = 0;
  return (text) => {
    const key = text
      .toLowerCase()
      .replace(ASCII.test(text) ? /[^a-z0-9]+/g : /[^\p{L}\p{N}]+/gu, " ")
      .trim();
    if (!said.has(key)) {
      if (said.size < REMEMBERED) said.add(key);
      return undefined;
    }
    if (isSentence(key)) return ++sentences > 1 ? "loop" : "again";
    return ++words > WORDS_AGAIN ? "loop" : undefined;
  };
}

const ASCII = /^[ -~]*$/;

/** More than one word; in scripts without blanks, more letters than a word has. */
const isSentence = (key: string): boolean =>
  key.includes(" ") ||
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]{3}|.{16}/u.test(key);

/** A few words that come again in a long sentence. */
export function isPeriodic(text: string): boolean {
  for (let at = 40; at + 40 < text.length; at += 40) if (text.includes(text.slice(at, at + 12), at + 1)) return true;
  return false;
}
