import type { Lattice } from "../lattice.ts";
import { bestSentences } from "./best-words.ts";
import type { Speaker } from "./lines.ts";
import { knows, type Opinion, opinionOn, readModel } from "./model.ts";
import { isFoul } from "./word.ts";

/** Of what kind the worst part of a text is, by what was learnt from `lines/*.yaml`; nothing where it is most likely none. */
export function classify(lattice: Lattice, by: Speaker): string | undefined {
  const { kind, margin } = worstIn(lattice, by);
  return margin > SURE[by] ? kind : undefined;
}

/** Each sentence by itself, since a harmless one beside it makes none harmless, and short neighbours together. */
export function worstIn(lattice: Lattice, by: Speaker): Opinion {
  const model = MODELS[by];
  let worst: Opinion = { kind: "ok", margin: -Infinity };
  const hear = (part: string[], doubt = 0): void => {
    const { kind, margin } = opinionOn(model, part);
    if (margin - doubt > worst.margin) worst = { kind, margin: margin - doubt };
  };
  const sentences = bestSentences(lattice, (word) => knows(model, word));
  if (by === "npc" && sentences.some((words) => words.some(isFoul))) return { kind: "adult", margin: Infinity };
  for (const part of partsOf(sentences)) hear(part);
  for (const both of pairsOf(sentences)) hear(both, DOUBT);
  return worst;
}

const MODELS = { player: readModel("player"), npc: readModel("npc") };
/** So that of ordinary lines one in fifty is stopped at most: `npm run test:safety`. */
const SURE = { player: 0.5, npc: 0.9 };
/** By how much surer it has to be of two sentences that only together are something. */
const DOUBT = 0.75;

/** Many write without full stops: long sentences are cut into parts of so many words, which overlap. */
const LONGEST = 16;
const STEP = 12;

const partsOf = (sentences: string[][]): string[][] =>
  sentences.flatMap((words) => {
    const count = Math.max(1, Math.ceil((words.length - LONGEST) / STEP) + 1);
    return Array.from({ length: count }, (_, at) => words.slice(at * STEP, at * STEP + LONGEST));
  });

/** Two short sentences are often only together what they are. */
const pairsOf = (sentences: string[][]): string[][] =>
  sentences.slice(1).flatMap((words, at) => {
    const both = [...(sentences[at] ?? []), ...words];
    return both.length > LONGEST ? [] : [both];
  });
