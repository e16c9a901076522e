/** The words of a text, small, without punctuation. */
export const wordsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll("’", "'")
    .match(/[\p{L}\p{N}']+/gu) ?? [];

/** Whether the words of a phrase stand in a text, in a row. */
export const isIn = (text: string, phrase: string): boolean => inARow(text).includes(inARow(phrase));

const inARow = (text: string): string => ` ${wordsIn(text).join(" ")} `;
