import type { WrittenCall } from "./calls/written-call.ts";

/** A sentence on its way through the steps, and the calls that stood in it. */
export interface Sentence {
  text: string;
  /** A new line stood before it, or nothing at all. */
  beginsLine: boolean;
  calls: WrittenCall[];
  /** Of the signs in its text, and maybe of more. */
  kinds: number;
}
