import { type NoFact, whyNoFact } from "./facts.ts";

/** A line and so many before it: what is cut in pieces is cut in two or three. */
const TOGETHER = 3;

/**
 * Judges the last of some lines that are to be kept of a player, alone and as the end of those before it: "Her surname is" and
 * "Whitfield" are facts apart, and one that is not kept together.
 */
export function whyNoFactAfter(before: string[], line: string): NoFact | undefined {
  const lines = [...before.slice(1 - TOGETHER), line];
  for (let from = lines.length - 1; from >= 0; from--) {
    const why = whyNoFact(lines.slice(from).join(" "));
    if (why !== undefined) return why;
  }
  return undefined;
}
