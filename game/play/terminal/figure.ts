import { faceOn } from "../scene/face.ts";
import type { Solid } from "../scene/solids.ts";
import { cross, type Frame, minus, plus, times, turned, type Vector } from "../scene/vectors.ts";

/** The player's body. The emulator's own characters have no more than a root and a head, which nobody would want to see. */
export function figureAt(at: Vector, heading: Vector): Solid[] {
  const frame = frameAt(at, heading);
  return [...BODY, RIGHT_ARM].map((part) => solidOf(part, frame)).concat(faceOn(headOf(frame), HEAD.half));
}

/** The same with a thing in the outstretched hand: parts as they lie around their first. */
export function figureHolding(at: Vector, heading: Vector, [handle, ...others]: Solid[]): Solid[] {
  const frame = frameAt(at, heading);
  const body = [...BODY, STRETCHED_ARM].map((part) => solidOf(part, frame)).concat(faceOn(headOf(frame), HEAD.half));
  if (!handle) return body;
  const hand = plus(at, turned(frame, HAND));
  const held = [handle, ...others].map((solid) => ({
    ...solid,
    frame: { ...solid.frame, at: plus(hand, minus(solid.frame.at, handle.frame.at)) },
  }));
  return [...body, ...held];
}

function frameAt(at: Vector, heading: Vector): Frame {
  return { at, axes: [cross(heading, [0, 1, 0]), [0, 1, 0], times(heading, -1)] };
}

function headOf(frame: Frame): Frame {
  return { ...frame, at: plus(frame.at, turned(frame, HEAD.offset)) };
}

function solidOf({ offset, half, color }: Part, frame: Frame): Solid {
  return {
    shape: "box",
    frame: { ...frame, at: plus(frame.at, turned(frame, offset)) },
    half,
    color,
    material: "Plastic",
  };
}

interface Part {
  offset: Vector;
  half: Vector;
  color: Vector;
}

const SKIN: Vector = [0.85, 0.66, 0.5];
const COAT: Vector = [0.2, 0.4, 0.58];
const TROUSERS: Vector = [0.22, 0.2, 0.26];
const HAIR: Vector = [0.3, 0.19, 0.12];

const HEAD: Part = { offset: [0, 1.6, 0], half: [0.6, 0.6, 0.6], color: SKIN };
const RIGHT_ARM: Part = { offset: [1.45, 0, 0], half: [0.45, 1, 0.45], color: COAT };
const STRETCHED_ARM: Part = { offset: [1.4, 0, -0.6], half: [0.42, 0.4, 1], color: COAT };
const HAND: Vector = [1.1, 0.1, -2.2];

const BODY: Part[] = [
  { offset: [0, 0, 0], half: [1, 1, 0.5], color: COAT },
  HEAD,
  { offset: [0, 2.1, 0.1], half: [0.65, 0.2, 0.65], color: HAIR },
  { offset: [-1.45, 0, 0], half: [0.45, 1, 0.45], color: COAT },
  { offset: [-0.5, -2, 0], half: [0.45, 1, 0.45], color: TROUSERS },
  { offset: [0.5, -2, 0], half: [0.45, 1, 0.45], color: TROUSERS },
];
