import { readFileSync } from "node:fs";
import { join } from "node:path";
import { featuresOf, wordFeature } from "./features.ts";
import type { Speaker } from "./lines.ts";

/** A linear classifier: what each feature says for each kind, in 1/`SCALE` of a logarithm of odds. The first kind is `ok`. */
export interface Model {
  kinds: string[];
  /** Of all features one after the other, and first those of none: the bias. */
  weights: Int8Array;
  /** Where the weights of a feature begin. */
  places: Map<number, number>;
}

export interface Opinion {
  kind: string;
  /** By how much the kind is likelier than `ok`, as a logarithm of odds. */
  margin: number;
}

/** What these words most likely are, of all kinds but `ok`. */
export function opinionOn({ kinds, weights, places }: Model, words: string[]): Opinion {
  const scores = Array.from(weights.subarray(0, kinds.length));
  for (const feature of featuresOf(words)) {
    const place = places.get(feature);
    if (place === undefined) continue;
    for (let kind = 0; kind < scores.length; kind++) scores[kind] = (scores[kind] ?? 0) + (weights[place + kind] ?? 0);
  }
  const [ok = 0, ...others] = scores;
  const most = Math.max(...others);
  return { kind: kinds[1 + others.indexOf(most)] ?? "ok", margin: (most - ok) / SCALE };
}

export const knows = ({ places }: Model, word: string): boolean => places.has(wordFeature(word));

export const SCALE = 32;

export const modelFile = (by: Speaker): string => join(import.meta.dirname, `${by}.bin`);

/** The kinds in one line, the number of features, the features, and the weights, as `learn-lines.ts` wrote them. */
export function readModel(by: Speaker): Model {
  const bytes = readFileSync(modelFile(by));
  const end = bytes.indexOf("\n");
  const kinds = bytes.toString("utf8", 0, end).split(" ");
  const count = bytes.readUInt32LE(end + 1);
  const places = new Map<number, number>();
  for (let at = 0; at < count; at++) places.set(bytes.readUInt32LE(end + 5 + 4 * at), (at + 1) * kinds.length);
  return { kinds, places, weights: new Int8Array(bytes.subarray(end + 5 + 4 * count)) };
}

export function bytesOf(kinds: string[], bias: Int8Array, weights: [feature: number, Int8Array][]): Buffer {
  const numbers = Buffer.alloc(4 + 4 * weights.length);
  numbers.writeUInt32LE(weights.length);
  weights.forEach(([feature], at) => numbers.writeUInt32LE(feature, 4 + 4 * at));
  const all = [bias, ...weights.map(([, own]) => own)].map((own) => Buffer.from(own));
  return Buffer.concat([Buffer.from(`${kinds.join(" ")}\n`), numbers, ...all]);
}
