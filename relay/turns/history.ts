import { newestThatFit } from "../prompt/newest-that-fit.ts";
import { type Exchange, historyBefore } from "../store/said.ts";
import type { LiveTurn } from "./turn-context.ts";

/** What was said in a turn's conversation before it. */
export interface History {
  /** The end of it, as much as fits into so many tokens, oldest first. */
  fitting(tokens: number): Promise<Exchange[]>;
  last(): Promise<Exchange | undefined>;
}

/** As much as most prompts hold. */
const MANY = 32;
const MOST = 200;

/** It is read when it is wanted, and once; the old of a long talk only where it fits. */
export function historyOf({ context: { db }, turn }: LiveTurn): History {
  let newest: Promise<Exchange[]> | undefined;
  // A mind that takes another's place reads again what that one could not.
  const readNewest = (): Promise<Exchange[]> =>
    historyBefore(db, turn, MANY).catch((error: unknown) => {
      newest = undefined;
      throw error;
    });
  return {
    fitting: async (tokens) => {
      const many = await (newest ??= readNewest());
      const fitting = newestThatFit(many, tokens);
      if (many.length < MANY || fitting.length < many.length) return fitting;
      return newestThatFit(await historyBefore(db, turn, MOST), tokens);
    },
    last: async () => (await (newest ?? historyBefore(db, turn, 1))).at(-1),
  };
}
