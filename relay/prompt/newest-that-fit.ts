import type { Exchange } from "../store/turns.ts";

/** The end of a history, as much of it as fits into so many tokens. */
export function newestThatFit(history: Exchange[], tokens: number): Exchange[] {
  let used = 0;
  const from = history.findLastIndex(({ said, reply }) => (used += tokensIn(said) + tokensIn(reply)) > tokens);
  return history.slice(from + 1);
}

/** On the safe side of OpenAI's rule of thumb (four characters a token), for languages other than English. */
export const tokensIn = (text: string): number => Math.ceil(text.length / 3) + 4;
