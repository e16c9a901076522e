import type { Camera } from "../scene/camera.ts";
import { cross, minus, mix, plus, times, unit, type Vector } from "../scene/vectors.ts";

/** Seconds in which the camera goes most of its way. */
const EASE = 0.25;

/** A camera that follows the walker, and looks at `partner` while they talk. */
export function createFilm(): (me: Vector, partner: Vector | undefined, seconds: number) => Camera {
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

/** From where the talker stands, a little aside. */
function faceToFace(me: Vector, partner: Vector): Camera {
  const toMe = unit(minus([me[0], partner[1], me[2]], partner));
  const aside = cross(toMe, [0, 1, 0]);
  const eye = plus(partner, plus(plus(times(toMe, 6.5), times(aside, 1.8)), [0, 1.9, 0]));
  return { eye, target: plus(partner, [0, 0.9, 0]), fieldOfView: 38 };
}
