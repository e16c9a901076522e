import { type Camera, lensOf } from "./camera.ts";
import { lookAt } from "./light.ts";
import { raysFrom } from "./rays.ts";
import type { Solid } from "./solids.ts";
import { plus, times, type Vector } from "./vectors.ts";

/** Red, green and blue of each pixel, row by row from the top left. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint8ClampedArray;
}

interface Care {
  hasShadows?: boolean;
  /** Rays a pixel, in each direction. */
  samples?: number;
}

/** Takes a picture of the world, ray by ray: the same for a terminal's few pixels and for a screen's many. */
export function render(solids: Solid[], camera: Camera, width: number, height: number, care: Care = {}): Picture {
  const { hasShadows = false, samples = 1 } = care;
  const lens = lensOf(camera, width / height);
  const cast = raysFrom(camera.eye, solids);
  const look = lookAt(solids, (2 * Math.tan((camera.fieldOfView * Math.PI) / 360)) / height / samples, hasShadows);
  const pixels = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let light: Vector = [0, 0, 0];
      for (let sample = 0; sample < samples * samples; sample++) {
        const [right, down] = [sample % samples, Math.floor(sample / samples)];
        const direction = lens.rayAt((x + (right + 0.5) / samples) / width, (y + (down + 0.5) / samples) / height);
        light = plus(light, look(direction, cast(direction)));
      }
      const mean = times(light, 1 / (samples * samples));
      pixels.set(
        mean.map((part) => 255 * part ** 0.9),
        (y * width + x) * 3,
      );
    }
  }
  return { width, height, pixels };
}
