import type { Solid } from "./solids.ts";
import type { Vector } from "./vectors.ts";

/** Where a ray enters a shape around the origin. `distance` is in lengths of the ray's direction. */
export interface Entry {
  distance: number;
  normal: Vector;
}

type Meet = (from: Vector, way: Vector, half: Vector) => Entry | undefined;

/** How a ray meets each shape of Roblox's. A ray that begins inside meets nothing. */
export const MEET: Record<Solid["shape"], Meet> = {
  box: meetBox,
  wedge: meetWedge,
  cylinder: meetCylinder,
  ball: meetBall,
};

/** The part of a ray between two parallel planes, narrowed down plane by plane. */
interface Span {
  enter: number;
  leave: number;
  normal: Vector;
}

function meetBox(from: Vector, way: Vector, half: Vector): Entry | undefined {
  return entryOf(boxSpan(from, way, half));
}

function boxSpan(from: Vector, way: Vector, half: Vector): Span {
  const span: Span = { enter: -Infinity, leave: Infinity, normal: [0, 1, 0] };
  for (let axis = 0; axis < 3; axis++) narrow(span, axis, from, way, half);
  return span;
}

function narrow(span: Span, axis: number, from: Vector, way: Vector, half: Vector): void {
  const [start = 0, step = 0, size = 0] = [from[axis], way[axis], half[axis]];
  const toward = step < 0 ? 1 : -1;
  const enter = (toward * size - start) / step;
  if (enter > span.enter) {
    span.enter = enter;
    span.normal = [axis === 0 ? toward : 0, axis === 1 ? toward : 0, axis === 2 ? toward : 0];
  }
  span.leave = Math.min(span.leave, (-toward * size - start) / step);
}

/** A box whose top slopes up from its front (-Z) to its back. https://create.roblox.com/docs/reference/engine/classes/WedgePart */
function meetWedge(from: Vector, way: Vector, half: Vector): Entry | undefined {
  const span = boxSpan(from, way, half);
  const long = Math.hypot(half[1], half[2]);
  const slope: Vector = [0, half[2] / long, -half[1] / long];
  const height = from[1] * slope[1] + from[2] * slope[2];
  const climb = way[1] * slope[1] + way[2] * slope[2];
  const at = -height / climb;
  if (climb > 0) span.leave = Math.min(span.leave, at);
  else if (at > span.enter) Object.assign(span, { enter: at, normal: slope });
  return entryOf(span);
}

/** It lies along X. */
function meetCylinder(from: Vector, way: Vector, half: Vector): Entry | undefined {
  const span: Span = { enter: -Infinity, leave: Infinity, normal: [1, 0, 0] };
  narrow(span, 0, from, way, half);
  const radius = Math.min(half[1], half[2]);
  const round = roots(
    way[1] ** 2 + way[2] ** 2,
    from[1] * way[1] + from[2] * way[2],
    from[1] ** 2 + from[2] ** 2 - radius ** 2,
  );
  if (!round) return undefined;
  if (round[0] > span.enter) {
    const [y, z] = [from[1] + way[1] * round[0], from[2] + way[2] * round[0]];
    Object.assign(span, { enter: round[0], normal: [0, y / radius, z / radius] });
  }
  span.leave = Math.min(span.leave, round[1]);
  return entryOf(span);
}

function meetBall(from: Vector, way: Vector, half: Vector): Entry | undefined {
  const radius = Math.min(...half);
  const [x, y, z] = from;
  const [a, b, c] = way;
  const round = roots(a * a + b * b + c * c, x * a + y * b + z * c, x * x + y * y + z * z - radius * radius);
  if (!round || round[0] <= 0) return undefined;
  const distance = round[0];
  return { distance, normal: [(x + a * distance) / radius, (y + b * distance) / radius, (z + c * distance) / radius] };
}

function entryOf({ enter, leave, normal }: Span): Entry | undefined {
  return enter > 0 && enter < leave ? { distance: enter, normal } : undefined;
}

/** Of a t² + 2 b t + c. */
function roots(a: number, b: number, c: number): [number, number] | undefined {
  const square = b * b - a * c;
  if (square < 0) return undefined;
  const root = Math.sqrt(square);
  return [(-b - root) / a, (-b + root) / a];
}
