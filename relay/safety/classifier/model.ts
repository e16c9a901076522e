import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { featuresOf } from "./features.ts";
import type { Speaker } from "./lines.ts";
import { wordFeature } from "./word.ts";

/** A linear classifier: what each feature says for each kind, in 1/`SCALE` of a logarithm of odds. The first kind is `ok`. */
export interface Model {
  kinds: string[];
  /** What is said for each kind before any feature is heard. */
  bias: Int8Array;
  /**
   * A row of `ROW` numbers by slot, all of which are in one line of a processor's cache: the feature, 0 where there is none; the
   * text in which it was heard last, since each counts once; and its weights. Each stands in the first slot that was free from
   * its hash on.
   */
  rows: Uint32Array;
  /** The bytes of the rows. */
  weights: Int8Array;
  texts: number;
  /** By the SHA-256 of the words, so that nothing anybody said is kept. */
  known: Map<string, Opinion>;
}

export interface Opinion {
  kind: string;
  /** By how much the kind is likelier than `ok`, as a logarithm of odds. */
  margin: number;
}

/**
 * What these words most likely are, of all kinds but `ok`. Each sentence of an answer is judged again with those after it, so
 * the last opinions are kept.
 */
export function opinionOn(model: Model, words: string[]): Opinion {
  const { known } = model;
  const text = hash("sha256", words.join(" "), "base64");
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= MOST_KEPT) known.clear();
  const opinion = opinionAnew(model, words);
  known.set(text, opinion);
  return opinion;
}

const MOST_KEPT = 256;

function opinionAnew(model: Model, words: string[]): Opinion {
  const { kinds, rows, weights } = model;
  const scores = Float64Array.from(model.bias);
  const text = (model.texts = (model.texts + 1) >>> 0);
  const features = featuresOf(words);
  const found = FOUND.length < features.length ? new Uint32Array(features.length) : FOUND;
  // By itself, since a processor then fetches many rows at once, of which hardly any is in its cache.
  for (let at = 0; at < features.length; at++) found[at] = rows[homeOf(rows, features[at] ?? 0)] ?? 0;
  for (let at = 0; at < features.length; at++) {
    if (found[at] === 0) continue;
    const row = rowOf(rows, features[at] ?? 0);
    if (rows[row] === 0 || rows[row + HEARD] === text) continue;
    rows[row + HEARD] = text;
    const from = 4 * (row + WEIGHTS);
    for (let kind = 0; kind < scores.length; kind++) scores[kind] = (scores[kind] ?? 0) + (weights[from + kind] ?? 0);
  }
  const [ok = 0, ...others] = scores;
  const most = Math.max(...others);
  return { kind: kinds[1 + others.indexOf(most)] ?? "ok", margin: (most - ok) / SCALE };
}

const FOUND = new Uint32Array(4_096);

export const knows = ({ rows }: Model, word: string): boolean => rows[rowOf(rows, wordFeature(word))] !== 0;

/** Where the feature stands, or would: https://en.wikipedia.org/wiki/Linear_probing */
function rowOf(rows: Uint32Array, feature: number): number {
  const last = rows.length - ROW;
  let row = homeOf(rows, feature);
  while (rows[row] !== 0 && rows[row] !== feature) row = (row + ROW) & last;
  return row;
}

const homeOf = (rows: Uint32Array, feature: number): number => ((feature >>> 1) << ROW_BITS) & (rows.length - ROW);

const ROW_BITS = 2;
const ROW = 1 << ROW_BITS;
const [HEARD, WEIGHTS] = [1, 2];
const MOST_KINDS = 4 * (ROW - WEIGHTS);

export const SCALE = 32;

export const modelFile = (by: Speaker): string => join(import.meta.dirname, `${by}.bin`);

/** The kinds in one line, the number of features, the features, and the weights, as `learn-lines.ts` wrote them. */
export function readModel(by: Speaker): Model {
  const bytes = readFileSync(modelFile(by));
  const end = bytes.indexOf("\n");
  const kinds = bytes.toString("utf8", 0, end).split(" ");
  const count = bytes.readUInt32LE(end + 1);
  if (kinds.length > MOST_KINDS) throw new Error(`A model of more than ${MOST_KINDS} kinds has no room in its rows.`);
  const features = new DataView(bytes.buffer, bytes.byteOffset + end + 5, 4 * count);
  const weighed = new Int8Array(bytes.subarray(end + 5 + 4 * count));
  // At most half of them are taken.
  const rows = new Uint32Array(ROW * 2 ** Math.ceil(Math.log2(2 * count)));
  const weights = new Int8Array(rows.buffer);
  for (let at = 0; at < count; at++) {
    const feature = features.getUint32(4 * at, true);
    const row = rowOf(rows, feature);
    rows[row] = feature;
    const [from, to] = [(at + 1) * kinds.length, 4 * (row + WEIGHTS)];
    for (let kind = 0; kind < kinds.length; kind++) weights[to + kind] = weighed[from + kind] ?? 0;
  }
  return { kinds, bias: weighed.slice(0, kinds.length), rows, weights, texts: 0, known: new Map() };
}

export function bytesOf(kinds: string[], bias: Int8Array, weights: [feature: number, Int8Array][]): Buffer {
  const numbers = Buffer.alloc(4 + 4 * weights.length);
  numbers.writeUInt32LE(weights.length);
  weights.forEach(([feature], at) => numbers.writeUInt32LE(feature, 4 + 4 * at));
  const all = [bias, ...weights.map(([, own]) => own)].map((own) => Buffer.from(own));
  return Buffer.concat([Buffer.from(`${kinds.join(" ")}\n`), numbers, ...all]);
}
