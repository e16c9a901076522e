import { featuresOf } from "./features.ts";
import type { Example } from "./lines.ts";

export interface Learnt {
  kinds: string[];
  weights: Map<number, number[]>;
  bias: number[];
}

/** The words of a text, sentence by sentence. */
export type ReadExample = Example & { sentences: string[][] };

const ROUNDS = 12;
const RATE = 0.1;
const DECAY = 1e-5;
/** Who never sees all of a text learns to need no single word of it. */
const DROPPED = 0.2;
/** What a feature that is there counts, so that a step is the same for short and long texts. */
const PRESENT = 0.35;
/** A template that was written out in a dozen ways counts little more than a line that is by itself. */
const VARIANTS = 0.8;

/** Logistic regression over several kinds, by AdaGrad: https://www.jmlr.org/papers/v12/duchi11a.html */
export function learn(examples: ReadExample[], kinds: string[], random: () => number): Learnt {
  const places = placesOf(examples, kinds.length);
  const lessons = lessonsOf(examples, kinds, places);
  const weights = new Float32Array(places.size * kinds.length);
  const sums = new Float32Array(weights.length).fill(0.01);
  const bias = new Float32Array(kinds.length);
  const slopes = new Float64Array(kinds.length);
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(lessons, random);
    for (const { features: all, kind, weight } of lessons) {
      const features = all.filter(() => random() >= DROPPED);
      slopes.set(bias);
      for (const at of features)
        for (let k = 0; k < slopes.length; k++) slopes[k] = num(slopes, k) + PRESENT * num(weights, at + k);
      likelihoods(slopes);
      for (let k = 0; k < slopes.length; k++) {
        const slope = (num(slopes, k) - (k === kind ? 1 : 0)) * weight;
        bias[k] = num(bias, k) - 0.02 * slope;
        for (const at of features) {
          const step = slope * PRESENT + DECAY * num(weights, at + k);
          const sum = num(sums, at + k) + step * step;
          sums[at + k] = sum;
          weights[at + k] = num(weights, at + k) - (RATE * step) / Math.sqrt(sum);
        }
      }
    }
  }
  const valuesAt = (at: number): number[] => kinds.map((_kind, k) => PRESENT * num(weights, at + k));
  return {
    kinds,
    bias: [...bias],
    weights: new Map([...places].map(([feature, at]): [number, number[]] => [feature, valuesAt(at)])),
  };
}

interface Lesson {
  /** Where their weights begin. */
  features: number[];
  kind: number;
  weight: number;
}

/** Each sentence of an ordinary line is ordinary by itself; of another line only the whole is known to be what it is. */
function lessonsOf(examples: ReadExample[], kinds: string[], places: Map<number, number>): Lesson[] {
  const variants = new Map<number, number>();
  for (const { template } of examples) variants.set(template, (variants.get(template) ?? 0) + 1);
  return examples.flatMap(({ sentences, kind, template }) => {
    const weight = (variants.get(template) ?? 1) ** -VARIANTS;
    const parts = kind === "ok" && sentences.length > 1 ? sentences : [];
    return [sentences.flat(), ...parts].map((words, at) => ({
      features: [...new Set(featuresOf(words))].flatMap((feature) => places.get(feature) ?? []),
      kind: kinds.indexOf(kind),
      weight: at === 0 ? weight : 0.7 * weight,
    }));
  });
}

/** Where the weights of each feature begin; features that the lines of one template alone have are left out. */
function placesOf(examples: ReadExample[], size: number): Map<number, number> {
  const first = new Map<number, number>();
  const often = new Set<number>();
  for (const { sentences, template } of examples)
    for (const feature of new Set(featuresOf(sentences.flat()))) {
      const known = first.get(feature);
      if (known === undefined) first.set(feature, template);
      else if (known !== template) often.add(feature);
    }
  return new Map([...often].map((feature, at) => [feature, at * size]));
}

/** Of scores, in place. */
function likelihoods(scores: Float64Array): void {
  const most = Math.max(...scores);
  for (let k = 0; k < scores.length; k++) scores[k] = Math.exp(num(scores, k) - most);
  const sum = scores.reduce((total, power) => total + power, 0);
  for (let k = 0; k < scores.length; k++) scores[k] = num(scores, k) / sum;
}

const num = (numbers: Float32Array | Float64Array, at: number): number => numbers[at] ?? 0;

function shuffle(list: unknown[], random: () => number): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other], list[at]];
  }
}
