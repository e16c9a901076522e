import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tellFeatures, wordFeature } from "./features.ts";
import type { Speaker } from "./lines.ts";

/** A linear classifier: what each feature says for each kind, in 1/`SCALE` of a logarithm of odds. The first kind is `ok`. */
export interface Model {
  kinds: string[];
  /** Of all features one after the other, and first those of none: the bias. */
  weights: Int8Array;
  /** The features by their slot: each stands in the first that was free from its hash on. */
  features: Uint32Array;
  /** By slot, where the weights of its feature begin; 0 where there is none. */
  places: Uint32Array;
  /** By slot, the text in which its feature was heard last: each counts once. */
  heard: Uint32Array;
  texts: number;
}

export interface Opinion {
  kind: string;
  /** By how much the kind is likelier than `ok`, as a logarithm of odds. */
  margin: number;
}

/** What these words most likely are, of all kinds but `ok`. */
export function opinionOn(model: Model, words: string[]): Opinion {
  const { kinds, weights, places, heard } = model;
  const scores = Array.from(weights.subarray(0, kinds.length));
  const text = (model.texts = (model.texts + 1) >>> 0);
  tellFeatures(words, (feature) => {
    const slot = slotOf(model, feature);
    const place = places[slot] ?? 0;
    if (place === 0 || heard[slot] === text) return;
    heard[slot] = text;
    for (let kind = 0; kind < scores.length; kind++) scores[kind] = (scores[kind] ?? 0) + (weights[place + kind] ?? 0);
  });
  const [ok = 0, ...others] = scores;
  const most = Math.max(...others);
  return { kind: kinds[1 + others.indexOf(most)] ?? "ok", margin: (most - ok) / SCALE };
}

export const knows = (model: Model, word: string): boolean => model.places[slotOf(model, wordFeature(word))] !== 0;

/** Where the feature stands, or would: https://en.wikipedia.org/wiki/Linear_probing */
function slotOf({ features, places }: Pick<Model, "features" | "places">, feature: number): number {
  const last = features.length - 1;
  let slot = (feature >>> 1) & last;
  while (places[slot] !== 0 && features[slot] !== feature) slot = (slot + 1) & last;
  return slot;
}

export const SCALE = 32;

export const modelFile = (by: Speaker): string => join(import.meta.dirname, `${by}.bin`);

/** The kinds in one line, the number of features, the features, and the weights, as `learn-lines.ts` wrote them. */
export function readModel(by: Speaker): Model {
  const bytes = readFileSync(modelFile(by));
  const end = bytes.indexOf("\n");
  const kinds = bytes.toString("utf8", 0, end).split(" ");
  const count = bytes.readUInt32LE(end + 1);
  // At most half of them are taken.
  const slots = 2 ** Math.ceil(Math.log2(2 * count));
  const [features, places, heard] = [new Uint32Array(slots), new Uint32Array(slots), new Uint32Array(slots)];
  for (let at = 0; at < count; at++) {
    const feature = bytes.readUInt32LE(end + 5 + 4 * at);
    const slot = slotOf({ features, places }, feature);
    features[slot] = feature;
    places[slot] = (at + 1) * kinds.length;
  }
  const weights = new Int8Array(bytes.subarray(end + 5 + 4 * count));
  return { kinds, weights, features, places, heard, texts: 0 };
}

export function bytesOf(kinds: string[], bias: Int8Array, weights: [feature: number, Int8Array][]): Buffer {
  const numbers = Buffer.alloc(4 + 4 * weights.length);
  numbers.writeUInt32LE(weights.length);
  weights.forEach(([feature], at) => numbers.writeUInt32LE(feature, 4 + 4 * at));
  const all = [bias, ...weights.map(([, own]) => own)].map((own) => Buffer.from(own));
  return Buffer.concat([Buffer.from(`${kinds.join(" ")}\n`), numbers, ...all]);
}
