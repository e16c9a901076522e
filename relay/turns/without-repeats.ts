/** Shorter sentences may well be said twice: "Aye, love." */
const SHORT = 16;

/**
 * Passes on what is said, as long as it is not more than half of it what was said last, word by word. What repeats it waits
 * for words that are new. Where none come, nothing is passed on and `onRepeat` is told.
 */
export async function* withoutRepeats(
  said: AsyncIterable<string>,
  last: () => Promise<string>,
  onRepeat: () => void,
): AsyncGenerator<string> {
  const held: string[] = [];
  let isNew = false;
  for await (const sentence of said) {
    if (isNew) {
      yield sentence;
      continue;
    }
    const words = wordsIn(sentence);
    const isRepeated = words.length >= SHORT && ` ${wordsIn(await last())} `.includes(` ${words} `);
    if (isRepeated) held.push(sentence);
    else if (held.join(" ").length > sentence.length) break;
    else {
      isNew = true;
      yield* held;
      yield sentence;
    }
  }
  if (!isNew && held.length > 0) onRepeat();
}

const wordsIn = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
