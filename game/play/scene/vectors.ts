export type Vector = readonly [x: number, y: number, z: number];

/** A place and a turn in space: a point and the three columns of a rotation, as in a CFrame. */
export interface Frame {
  at: Vector;
  axes: readonly [Vector, Vector, Vector];
}

export const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const times = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const lengthOf = (a: Vector): number => Math.sqrt(dot(a, a));
export const unit = (a: Vector): Vector => times(a, 1 / (lengthOf(a) || 1));
export const mix = (a: Vector, b: Vector, share: number): Vector => plus(times(a, 1 - share), times(b, share));

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** From what lies in the frame to the world. */
export function turned({ axes }: Frame, v: Vector): Vector {
  return plus(plus(times(axes[0], v[0]), times(axes[1], v[1])), times(axes[2], v[2]));
}

export function joined(a: Frame, b: Frame): Frame {
  const [x, y, z] = b.axes;
  return { at: plus(a.at, turned(a, b.at)), axes: [turned(a, x), turned(a, y), turned(a, z)] };
}

export function inverse({ at, axes: [x, y, z] }: Frame): Frame {
  const axes = [
    [x[0], y[0], z[0]],
    [x[1], y[1], z[1]],
    [x[2], y[2], z[2]],
  ] as const;
  return { at: turned({ at, axes }, times(at, -1)), axes };
}

/** The twelve numbers of `CFrame:GetComponents()`. */
export function frameOf(components: unknown): Frame {
  const n = (i: number): number => Number((components as number[] | undefined)?.[i] ?? IDENTITY[i]);
  const column = (i: number): Vector => [n(3 + i), n(6 + i), n(9 + i)];
  return { at: [n(0), n(1), n(2)], axes: [column(0), column(1), column(2)] };
}

const IDENTITY = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
