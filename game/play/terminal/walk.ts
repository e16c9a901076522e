import { inFrame } from "../scene/rays.ts";
import type { Solid } from "../scene/solids.ts";
import { lengthOf, minus, plus, times, unit, type Vector } from "../scene/vectors.ts";

/** Studs a second: Humanoid.WalkSpeed. */
const SPEED = 16;
/** How far a single press carries: with less, a held key would stutter before the terminal begins to repeat it. */
const STEP = 3;
/** Studs that a body needs around it, and the end of the world. */
const GIRTH = 0.8;
const EDGE = 74;

export interface Walker {
  /** Where it looks, level. */
  heading: Vector;
  /** A press on an arrow key. */
  step(direction: Vector): void;
  goTo(goal: Vector): void;
  stop(): void;
  /** Where the walker at `from` is `seconds` later; undefined when it stands. */
  move(from: Vector, seconds: number): Vector | undefined;
}

/** Walks as a humanoid would: round what stands in the way, since the emulator has no physics. */
export function createWalker(obstacles: Solid[]): Walker {
  let ahead: { direction: Vector; left: number } | undefined;
  let goal: Vector | undefined;

  const isFree = (point: Vector): boolean =>
    Math.max(Math.abs(point[0]), Math.abs(point[2])) < EDGE && !obstacles.some((solid) => isWithin(solid, point));

  const walker: Walker = {
    heading: [0, 0, -1],
    step(direction) {
      goal = undefined;
      ahead = { direction, left: STEP };
    },
    goTo(place) {
      ahead = undefined;
      goal = place;
    },
    stop() {
      ahead = goal = undefined;
    },
    move(from, seconds) {
      const reach = SPEED * seconds;
      const way = goal ? level(minus(goal, from)) : ahead && times(ahead.direction, ahead.left);
      if (!way || lengthOf(way) < 0.05) {
        walker.stop();
        return undefined;
      }
      if (ahead) ahead.left -= reach;
      if (ahead && ahead.left <= 0) ahead = undefined;
      const stride = times(unit(way), Math.min(reach, lengthOf(way)));
      // Against a wall one slides along it.
      const tries: Vector[] = [stride, [stride[0], 0, 0], [0, 0, stride[2]]];
      const taken = tries.find((part) => lengthOf(part) > 0.02 && isFree(plus(from, part)));
      if (!taken) {
        walker.stop();
        return undefined;
      }
      walker.heading = unit(taken);
      return plus(from, taken);
    },
  };
  return walker;
}

function level([x, , z]: Vector): Vector {
  return [x, 0, z];
}

function isWithin(solid: Solid, point: Vector): boolean {
  const inside = inFrame(solid, minus(point, solid.frame.at));
  return inside.every((part, axis) => Math.abs(part) < (solid.half[axis] ?? 0) + GIRTH);
}
