import { cross, dot, minus, plus, times, unit, type Vector } from "./vectors.ts";

export interface Camera {
  eye: Vector;
  target: Vector;
  /** What it sees from bottom to top, in degrees. */
  fieldOfView: number;
}

export interface Lens {
  /** The direction of the ray through a point of the picture: 0 to 1 from the left and from the top. */
  rayAt(x: number, y: number): Vector;
  /** Where in the picture a point of the world is; undefined behind the camera. */
  find(point: Vector): { x: number; y: number } | undefined;
}

/** `aspect` is the picture's width by its height. */
export function lensOf({ eye, target, fieldOfView }: Camera, aspect: number): Lens {
  const ahead = unit(minus(target, eye));
  const right = unit(cross(ahead, [0, 1, 0]));
  const up = cross(right, ahead);
  const tall = Math.tan((fieldOfView * Math.PI) / 360);
  const wide = tall * aspect;
  return {
    rayAt: (x, y) => unit(plus(ahead, plus(times(right, (2 * x - 1) * wide), times(up, (1 - 2 * y) * tall)))),
    find(point) {
      const to = minus(point, eye);
      const depth = dot(to, ahead);
      if (depth < 0.5) return undefined;
      return { x: (dot(to, right) / depth / wide + 1) / 2, y: (1 - dot(to, up) / depth / tall) / 2 };
    },
  };
}
