import { type Entry, MEET } from "./shapes.ts";
import type { Solid } from "./solids.ts";
import { dot, lengthOf, minus, plus, times, turned, type Vector } from "./vectors.ts";

export interface Hit {
  /** Studs along the ray. */
  distance: number;
  solid: Solid;
  point: Vector;
  normal: Vector;
}

/** Gives the first solid that a ray meets. `direction` has the length 1. */
export type CastRay = (direction: Vector) => Hit | undefined;

/** Rays from one point. What they have in common is worked out once: a picture takes thousands. */
export function raysFrom(eye: Vector, solids: Solid[]): CastRay {
  const ahead = solids.map((solid) => readied(solid, eye)).sort((a, b) => a.nearest - b.nearest);
  return (direction) => {
    let best: { entry: Entry; solid: Solid } | undefined;
    for (const { solid, to, from, nearest, excess } of ahead) {
      if (best && nearest > best.entry.distance) break;
      const along = dot(to, direction);
      // Past the ball around the solid, or behind the eye.
      if (excess > 0 && (along < 0 || along * along < excess)) continue;
      const entry = MEET[solid.shape](from, inFrame(solid, direction), solid.half);
      if (entry && entry.distance < (best?.entry.distance ?? Infinity)) best = { entry, solid };
    }
    if (!best) return undefined;
    const { entry, solid } = best;
    const point = plus(eye, times(direction, entry.distance));
    return { distance: entry.distance, solid, point, normal: turned(solid.frame, entry.normal) };
  };
}

function readied(solid: Solid, eye: Vector) {
  const to = minus(solid.frame.at, eye);
  const [radius, distance] = [lengthOf(solid.half), lengthOf(to)];
  return {
    solid,
    to,
    from: inFrame(solid, times(to, -1)),
    nearest: distance - radius,
    excess: distance ** 2 - radius ** 2,
  };
}

/** Seen from the solid. */
export function inFrame({ frame: { axes } }: Solid, v: Vector): Vector {
  return [dot(v, axes[0]), dot(v, axes[1]), dot(v, axes[2])];
}
