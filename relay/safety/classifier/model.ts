import { readFileSync } from "node:fs";
import { join } from "node:path";
import { featuresOf, wordFeature } from "./features.ts";
import type { Speaker } from "./lines.ts";

/** A linear classifier: what each feature says for each kind, in 1/`SCALE` of a logarithm of odds. The first kind is `ok`. */
export interface Model {
  kinds: string[];
  bias: Int8Array;
  weights: Map<number, Int8Array>;
}

export interface Opinion {
  kind: string;
  /** By how much the kind is likelier than `ok`, as a logarithm of odds. */
  margin: number;
}

/** What these words most likely are, of all kinds but `ok`. */
export function opinionOn({ kinds, bias, weights }: Model, words: string[]): Opinion {
  const scores = Array.from(bias);
  for (const feature of featuresOf(words)) {
    const found = weights.get(feature);
    if (found) for (let kind = 0; kind < scores.length; kind++) scores[kind] = (scores[kind] ?? 0) + (found[kind] ?? 0);
  }
  const [ok = 0, ...others] = scores;
  const most = Math.max(...others);
  return { kind: kinds[1 + others.indexOf(most)] ?? "ok", margin: (most - ok) / SCALE };
}

export const knows = ({ weights }: Model, word: string): boolean => weights.has(wordFeature(word));

export const SCALE = 32;

export const modelFile = (by: Speaker): string => join(import.meta.dirname, `${by}.bin`);

/** The kinds in one line, then the bias, then each feature with its weights, as `learn-lines.ts` wrote them. */
export function readModel(by: Speaker): Model {
  const bytes = readFileSync(modelFile(by));
  const end = bytes.indexOf("\n");
  const kinds = bytes.toString("utf8", 0, end).split(" ");
  const numbers = (from: number): Int8Array =>
    Int8Array.from(bytes.subarray(from, from + kinds.length), (byte) => (byte << 24) >> 24);
  const weights = new Map<number, Int8Array>();
  for (let at = end + 1 + kinds.length; at < bytes.length; at += 4 + kinds.length)
    weights.set(bytes.readUInt32LE(at), numbers(at + 4));
  return { kinds, bias: numbers(end + 1), weights };
}

export function bytesOf({ kinds, bias, weights }: Model): Buffer {
  const parts = [Buffer.from(`${kinds.join(" ")}\n`), Buffer.from(bias)];
  for (const [feature, numbers] of [...weights].sort((a, b) => a[0] - b[0])) {
    const hash = Buffer.alloc(4);
    hash.writeUInt32LE(feature);
    parts.push(hash, Buffer.from(numbers));
  }
  return Buffer.concat(parts);
}
