import { writeFileSync } from "node:fs";
import { latticeOf } from "../lattice.ts";
import { bestSentences } from "./best-words.ts";
import { learn } from "./learn.ts";
import { examplesOf, type Speaker } from "./lines.ts";
import { bytesOf, modelFile, SCALE } from "./model.ts";
import { seeded } from "./seeded.ts";

/** What says less than this says nothing. */
const LEAST = 2;

/** Learns `player.bin` and `npc.bin` anew from `lines/*.yaml`: the same lines give the same files. */
for (const by of ["player", "npc"] satisfies Speaker[]) {
  const random = seeded(7);
  const examples = examplesOf(by, random).map((example) => ({ ...example, sentences: sentencesOf(example.text) }));
  const kinds = ["ok", ...new Set(examples.map(({ kind }) => kind).filter((kind) => kind !== "ok"))];
  const { weights, bias } = learn(examples, kinds, random);
  const kept = [...weights]
    .map(([feature, values]): [number, Int8Array] => [feature, rounded(values)])
    .filter(([, values]) => values.some((value) => Math.abs(value) >= LEAST));
  writeFileSync(modelFile(by), bytesOf(kinds, rounded(bias), kept));
  process.stdout.write(`${by}: ${examples.length} lines of ${kinds.join(", ")}; ${kept.length} features\n`);
}

function rounded(values: number[]): Int8Array {
  return Int8Array.from(values, (value) => Math.max(-127, Math.min(127, Math.round(value * SCALE))));
}

function sentencesOf(text: string): string[][] {
  return bestSentences(latticeOf(text, { left: Infinity }), () => false);
}
