import { roomFor } from "../lib/tokens.ts";
import type { Exchange } from "../store/said.ts";

/** The end of a history, as much of it as fits into so many tokens. */
export function newestThatFit(history: Exchange[], tokens: number): Exchange[] {
  let used = 0;
  const from = history.findLastIndex(({ said, reply }) => (used += roomFor(said) + roomFor(reply)) > tokens);
  return history.slice(from + 1);
}
