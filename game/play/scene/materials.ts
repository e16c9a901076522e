import { type Hit, inFrame } from "./rays.ts";
import { minus, times, type Vector } from "./vectors.ts";

/** Studs of one stone or board, and how much one differs from the next. Roblox's own textures are not ours to ship. */
const GRAINS: Record<string, { long: number; wide: number; joint: number; contrast: number }> = {
  Cobblestone: { long: 2, wide: 1.4, joint: 0.12, contrast: 0.22 },
  Brick: { long: 1.4, wide: 0.6, joint: 0.08, contrast: 0.2 },
  Slate: { long: 2.2, wide: 1.1, joint: 0.07, contrast: 0.2 },
  WoodPlanks: { long: 5, wide: 0.9, joint: 0.06, contrast: 0.16 },
  Grass: { long: 1.1, wide: 1.1, joint: 0, contrast: 0.12 },
  LeafyGrass: { long: 0.7, wide: 0.7, joint: 0, contrast: 0.24 },
};

/** The colour where a ray has hit. `pixel` is a pixel's width there, in studs. */
export function surfaceOf({ solid, point, normal }: Hit, pixel: number): Vector {
  const grain = GRAINS[solid.material];
  if (!grain) return solid.color;
  const { long, wide, joint, contrast } = grain;
  const [along, across] = onSurface(inFrame(solid, minus(point, solid.frame.at)), inFrame(solid, normal));
  const row = Math.floor(across / wide);
  // Every other row is moved by half a stone.
  const place = along / long + (row % 2) / 2;
  const column = Math.floor(place);
  const fine = Math.max(0, 1 - (3.5 * pixel) / wide);
  const toEdge = Math.min((place - column) * long, across - row * wide);
  const isJoint = toEdge < joint;
  const shade = 1 + fine * (isJoint ? -0.28 : contrast * (noise(column, row) - 0.5));
  return times(solid.color, shade);
}

/** The two coordinates in the face, the longer way of the grain first: boards lie level. */
function onSurface([x, y, z]: Vector, normal: Vector): [number, number] {
  const [a, b, c] = normal.map(Math.abs) as [number, number, number];
  if (b >= a && b >= c) return [x, z];
  return a > c ? [z, y] : [x, y];
}

/** 0 to 1, always the same for the same place. */
function noise(x: number, y: number): number {
  const value = Math.sin(x * 127.1 + y * 311.7) * 43758.5453;
  return value - Math.floor(value);
}
