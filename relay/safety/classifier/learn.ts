import { featuresOf, isConcept, isTriple, signOf } from "./features.ts";
import type { Example } from "./lines.ts";

export interface Learnt {
  kinds: string[];
  weights: Map<number, Float64Array>;
  bias: Float64Array;
}

export type ReadExample = Example & { words: string[] };

const ROUNDS = 24;
const RATE = 0.05;
const DECAY = 2e-4;
/** Who never sees all of a text learns to need no single word of it. */
const DROPPED = 0.2;

/** Logistic regression over several kinds, by AdaGrad: https://www.jmlr.org/papers/v12/duchi11a.html */
export function learn(examples: ReadExample[], kinds: string[], random: () => number): Learnt {
  const weights = new Map<number, Float64Array>();
  const sums = new Map<number, Float64Array>();
  const bias = new Float64Array(kinds.length);
  const ready = withFeatures(examples).map(({ features, kind }) => ({ features, at: kinds.indexOf(kind) }));
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(ready, random);
    for (const { features: all, at } of ready) {
      const features = all.filter(() => random() >= DROPPED);
      const scores = Float64Array.from(bias);
      for (const feature of features)
        weights.get(feature)?.forEach((value, kind) => (scores[kind] = (scores[kind] ?? 0) + value));
      const slopes = likelihoods(scores).map((likely, kind) => likely - (kind === at ? 1 : 0));
      slopes.forEach((slope, kind) => (bias[kind] = (bias[kind] ?? 0) - 0.02 * slope));
      for (const feature of features) {
        const value = found(weights, feature, kinds.length);
        const sum = found(sums, feature, kinds.length);
        slopes.forEach((slope, kind) => {
          const step = slope + DECAY * (value[kind] ?? 0);
          sum[kind] = (sum[kind] ?? 0) + step * step;
          value[kind] = (value[kind] ?? 0) - (RATE * step) / Math.sqrt(1e-3 + (sum[kind] ?? 0));
        });
      }
    }
  }
  return { kinds, weights, bias };
}

/**
 * Only features of a word that says something by itself, so that nothing is learnt of words that are everywhere; and none
 * that only the lines of one template have.
 */
function withFeatures(examples: ReadExample[]): { features: number[]; kind: string }[] {
  const isTelling = tellingIn(examples);
  const read = examples.map(({ words, kind, template }) => ({
    features: [...featuresOf(words, isTelling)],
    kind,
    template,
  }));
  const templates = new Map<number, number>();
  const often = new Set<number>();
  for (const { features, template } of read)
    for (const feature of features) {
      const first = templates.get(feature);
      if (first === undefined) templates.set(feature, template);
      else if (first !== template) often.add(feature);
    }
  return read.map(({ features, kind }) => ({
    features: features.filter((feature) => often.has(feature) || isTriple(feature)),
    kind,
  }));
}

const EVERYWHERE = new Set(["@i", "@my", "@you", "@where", "@tell"]);

/** Concepts, and words that stand in several templates and mostly in those of one side. */
function tellingIn(examples: ReadExample[]): (part: string) => boolean {
  const seen = new Map<string, { ok: Set<number>; other: Set<number> }>();
  for (const { words, kind, template } of examples)
    for (const word of words.flatMap((one) => [one, one.slice(0, 5)])) {
      const known = seen.get(word) ?? { ok: new Set<number>(), other: new Set<number>() };
      (kind === "ok" ? known.ok : known.other).add(template);
      seen.set(word, known);
    }
  const isTelling = (word: string): boolean => {
    const { ok, other } = seen.get(word) ?? { ok: new Set(), other: new Set() };
    return (other.size >= 2 && other.size >= 4 * ok.size) || (ok.size >= 3 && ok.size >= 4 * other.size);
  };
  return (part) =>
    isConcept(part) ? !EVERYWHERE.has(part) : isConcept(signOf(part)) ? !EVERYWHERE.has(signOf(part)) : isTelling(part);
}

function found(map: Map<number, Float64Array>, key: number, length: number): Float64Array {
  let known = map.get(key);
  if (known === undefined) map.set(key, (known = new Float64Array(length)));
  return known;
}

function likelihoods(scores: Float64Array): Float64Array {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function shuffle(list: unknown[], random: () => number): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other], list[at]];
  }
}
