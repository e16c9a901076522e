import type { Camera } from "../scene/camera.ts";
import { cross, minus, mix, plus, times, unit, type Vector } from "../scene/vectors.ts";

/** Seconds in which the camera goes most of its way. */
const EASE = 0.25;
/** Studs: from the partner to the camera, and what is seen below its middle and above its top. */
const [AWAY, HIPS, MARGIN] = [6.5, -1.2, 0.5];
/** A spear may be cut. */
const TALLEST = 4;

/** Whom one talks with: the middle, and studs from there to the top. */
interface Partner {
  at: Vector;
  tall: number;
}

/** A camera that follows the walker, and looks at `partner` while they talk. */
export function createFilm(): (me: Vector, partner: Partner | undefined, seconds: number) => Camera {
  let camera: Camera | undefined;
  return (me, partner, seconds) => {
    const goal = partner ? faceToFace(me, partner) : behind(me);
    const share = camera ? 1 - Math.exp(-seconds / EASE) : 1;
    const { eye, target } = camera ?? goal;
    camera = { ...goal, eye: mix(eye, goal.eye, share), target: mix(target, goal.target, share) };
    return camera;
  };
}

function behind(me: Vector): Camera {
  return { eye: plus(me, [0, 8, 17]), target: plus(me, [0, 2, -6]), fieldOfView: 50 };
}

/** From where the talker stands, a little aside: from the hips to above the hat. */
function faceToFace(me: Vector, { at, tall }: Partner): Camera {
  const toMe = unit(minus([me[0], at[1], me[2]], at));
  const aside = cross(toMe, [0, 1, 0]);
  const eye = plus(at, plus(plus(times(toMe, AWAY), times(aside, 1.8)), [0, 1.9, 0]));
  const half = (Math.min(tall, TALLEST) + MARGIN - HIPS) / 2;
  const fieldOfView = (2 * Math.atan(half / AWAY) * 180) / Math.PI;
  return { eye, target: plus(at, [0, HIPS + half, 0]), fieldOfView };
}
