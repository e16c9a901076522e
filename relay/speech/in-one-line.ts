/** The sentences of an answer as one text, with a blank between two of them where their script sets one. */
export const inOneLine = (sentences: string[]): string =>
  sentences
    .filter((sentence) => sentence !== "")
    .reduce((line, next) => (line === "" || SETS_NONE.test(line) ? line + next : `${line} ${next}`), "");

/** Chinese and Japanese, whose full stops bring their own room. */
const SETS_NONE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。！？」』）]$/u;
