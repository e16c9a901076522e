import type { Solid } from "./solids.ts";
import { type Frame, plus, turned, type Vector } from "./vectors.ts";

const INK: Vector = [0.13, 0.09, 0.08];

/** Eyes and a smile on the front of a head. Roblox's own faces are pictures that are not ours to ship. */
export function faceOn(head: Frame, [x, y, z]: Vector): Solid[] {
  return FEATURES.map(({ at, half }) => ({
    shape: "box",
    frame: { ...head, at: plus(head.at, turned(head, [at[0] * x, at[1] * y, -z])) },
    half: [half[0] * x, half[1] * y, 0.015],
    color: INK,
    material: "Plastic",
  }));
}

/** In shares of half of a head. */
const FEATURES: { at: [number, number]; half: [number, number] }[] = [
  { at: [-0.36, 0.16], half: [0.09, 0.17] },
  { at: [0.36, 0.16], half: [0.09, 0.17] },
  { at: [0, -0.42], half: [0.3, 0.05] },
  { at: [-0.36, -0.35], half: [0.07, 0.05] },
  { at: [0.36, -0.35], half: [0.07, 0.05] },
];
