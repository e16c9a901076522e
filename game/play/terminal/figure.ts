import type { Solid } from "../scene/solids.ts";
import { cross, type Frame, plus, times, turned, type Vector } from "../scene/vectors.ts";

/** The player's body. The emulator's own characters have no more than a root and a head, which nobody would want to see. */
export function figureAt(at: Vector, heading: Vector): Solid[] {
  const frame: Frame = { at, axes: [cross(heading, [0, 1, 0]), [0, 1, 0], times(heading, -1)] };
  return BODY.map(({ offset, half, color }) => ({
    shape: "box",
    frame: { ...frame, at: plus(at, turned(frame, offset)) },
    half,
    color,
    material: "Plastic",
  }));
}

const SKIN: Vector = [0.85, 0.66, 0.5];
const COAT: Vector = [0.2, 0.4, 0.58];
const TROUSERS: Vector = [0.22, 0.2, 0.26];
const HAIR: Vector = [0.3, 0.19, 0.12];

const BODY: { offset: Vector; half: Vector; color: Vector }[] = [
  { offset: [0, 0, 0], half: [1, 1, 0.5], color: COAT },
  { offset: [0, 1.6, 0], half: [0.6, 0.6, 0.6], color: SKIN },
  { offset: [0, 2.1, 0.1], half: [0.65, 0.2, 0.65], color: HAIR },
  { offset: [-1.45, 0, 0], half: [0.45, 1, 0.45], color: COAT },
  { offset: [1.45, 0, 0], half: [0.45, 1, 0.45], color: COAT },
  { offset: [-0.5, -2, 0], half: [0.45, 1, 0.45], color: TROUSERS },
  { offset: [0.5, -2, 0], half: [0.45, 1, 0.45], color: TROUSERS },
];
