import { surfaceOf } from "./materials.ts";
import { type Hit, inFrame } from "./rays.ts";
import { MEET } from "./shapes.ts";
import type { Solid } from "./solids.ts";
import { dot, lengthOf, minus, mix, plus, times, unit, type Vector } from "./vectors.ts";

/** The evening that the place's Lighting describes, in our own few numbers. */
const SUN: Vector = unit([0.62, 0.5, 0.6]);
const SUNLIGHT: Vector = [0.8, 0.58, 0.42];
const SKYLIGHT: Vector = [0.38, 0.38, 0.5];
const HORIZON: Vector = [0.96, 0.68, 0.5];
const ZENITH: Vector = [0.3, 0.33, 0.52];
const LAMPLIGHT: Vector = [0.85, 0.56, 0.27];
/** Studs at which lamplight has lost half of its strength, and haze has taken half of what is seen. */
const LAMP_REACH = 5;
const HAZE = 220;

/** Gives the light that comes to the eye: of what a ray has hit, or of the sky. 0 to 1. */
export type Look = (direction: Vector, hit: Hit | undefined) => Vector;

/** `pixel` is how wide a pixel is at the distance of one stud: what is finer than that is not drawn. */
export function lookAt(solids: Solid[], pixel: number, hasShadows: boolean): Look {
  const lamps = solids.filter(isLamp);
  const blockers = solids.filter((solid) => !isLamp(solid));
  return (direction, hit) => {
    if (!hit) return sky(direction);
    const { solid, point, normal, distance } = hit;
    const color = surfaceOf(hit, distance * pixel);
    if (isLamp(solid)) return mix(color, [1, 0.93, 0.8], 0.45);
    const facing = dot(normal, SUN);
    const sun = facing > 0 && !(hasShadows && isShaded(point, normal, blockers)) ? facing : 0;
    const light = plus(
      plus(times(SUNLIGHT, sun), times(SKYLIGHT, 0.75 + 0.35 * normal[1])),
      lampsAt(point, normal, lamps),
    );
    const lit: Vector = [color[0] * light[0], color[1] * light[1], color[2] * light[2]];
    return mix(lit, sky([direction[0], Math.max(direction[1], 0.02), direction[2]]), 1 - HAZE / (HAZE + distance));
  };
}

function isLamp({ material }: Solid): boolean {
  return material === "Neon";
}

function sky([, height]: Vector): Vector {
  return mix(HORIZON, ZENITH, Math.min(1, Math.max(0, height) * 1.8) ** 0.7);
}

function lampsAt(point: Vector, normal: Vector, lamps: Solid[]): Vector {
  let strength = 0;
  for (const { frame } of lamps) {
    const to = minus(frame.at, point);
    const distance = lengthOf(to);
    strength += (Math.max(0, dot(to, normal) / distance) * 0.8 + 0.2) / (1 + (distance / LAMP_REACH) ** 2);
  }
  return times(LAMPLIGHT, Math.min(1.1, strength));
}

function isShaded(point: Vector, normal: Vector, solids: Solid[]): boolean {
  const from = plus(point, times(normal, 0.01));
  return solids.some((solid) => {
    const to = minus(solid.frame.at, from);
    const along = dot(to, SUN);
    const radius = lengthOf(solid.half);
    if (dot(to, to) - along * along > radius * radius || along < -radius) return false;
    return MEET[solid.shape](inFrame(solid, times(to, -1)), inFrame(solid, SUN), solid.half) !== undefined;
  });
}
