/** An answer is short: what was said longer ago does not count. */
const REMEMBERED = 200;
/** "No! No! No!" is no loop yet: words are said again, so many times in all. */
const WORDS_AGAIN = 8;

/** Tells of a sentence that it was said before in this answer: `again` it is not said, and at the second such it is a `loop`. */
export function repeats(): (words: string) => "again" | "loop" | undefined {
  const said = new Set<string | number>();
  let sentences = 0;
  let words = 0;
  return (text) => {
    const sum = checksum(text);
    if (!said.has(sum)) {
      if (said.size < REMEMBERED) said.add(sum);
      return undefined;
    }
    if (isSentence(text)) return ++sentences > 1 ? "loop" : "again";
    return ++words > WORDS_AGAIN ? "loop" : undefined;
  };
}

/** Of the letters and digits alone, in small ones. Two numbers of FNV-1a in one, so no two sentences of an answer share it. */
function checksum(text: string): number | string {
  let one = 0x811c9dc5;
  let two = 0x1505;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isQuoteOrDash = code >= 0x2010 && code <= 0x2026;
    if (code > 127 && !isQuoteOrDash) return inLetters(text);
    const letter = LETTERS[code] ?? 0;
    if (letter === 0) continue;
    one = Math.imul(one ^ letter, 0x01000193);
    two = Math.imul(two, 33) ^ letter;
  }
  return (one >>> 0) * 0x200000 + (two & 0x1fffff);
}

const LETTERS = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code).toLowerCase();
  return /[a-z0-9]/.test(letter) ? letter.charCodeAt(0) : 0;
});

const inLetters = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();

/** More than one word; in scripts without blanks, more letters than a word has. */
const isSentence = (text: string): boolean =>
  /[\p{L}\p{N}]\p{M}*[^\p{L}\p{M}\p{N}]+[\p{L}\p{N}]/u.test(text) ||
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]{3}|.{16}/u.test(text);

/** A few words that come again in a long sentence. */
export function isPeriodic(text: string): boolean {
  for (let at = 40; at + 40 < text.length; at += 40) if (comesAgain(text, at)) return true;
  return false;
}

/** Whether the twelve signs at a place stand in the text once more, later. Faster than `includes`, which prepares for longer texts. */
function comesAgain(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  for (let next = at + 1; next + 12 <= text.length; next++)
    if (text.charCodeAt(next) === first && text.charCodeAt(next + 1) === second)
      if (text.startsWith(text.slice(at, at + 12), next)) return true;
  return false;
}
