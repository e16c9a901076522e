/** How many tokens a text is, about: four characters each in English. https://platform.openai.com/tokenizer */
export const tokensIn = (text: string): number => tokensOf(text.length);

/** The same of so many characters. */
export const tokensOf = (characters: number): number => Math.ceil(characters / 4);

/** How much room a message takes at most, about: other languages need more tokens, and each message a few around it. */
export const roomFor = (text: string): number => Math.ceil(text.length / 3) + 4;
