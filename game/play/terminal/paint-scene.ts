import { type Camera, lensOf } from "../scene/camera.ts";
import { type Picture, render } from "../scene/render.ts";
import type { Solid } from "../scene/solids.ts";
import { plus } from "../scene/vectors.ts";
import { INK } from "./ink.ts";
import type { Screen } from "./screen.ts";
import { type Npc, type Sight, withinReach } from "./sight.ts";
import { widthOf } from "./words.ts";

/** More rays than this would take too long for one frame; then each pixel serves for several. */
const RAYS = 10_000;
/** Studs from an NPC's top to its name. */
const OVERHEAD = 0.5;

/** Draws the square and who is in it onto rows `top` to `top + height`. */
export function createScenePainter(): (
  screen: Screen,
  top: number,
  height: number,
  sight: Sight,
  solids: Solid[],
  camera: Camera,
) => void {
  let before: { key: string; picture: Picture } | undefined;
  return (screen, top, height, sight, solids, camera) => {
    const [width, tall] = [screen.columns, height * 2];
    const share = Math.ceil(Math.sqrt((width * tall) / RAYS));
    const [across, down] = [Math.ceil(width / share), Math.ceil(tall / share)];
    const key = JSON.stringify([across, down, camera, solids.map(({ frame }) => frame)], rounded);
    if (before?.key !== key) before = { key, picture: render(solids, camera, across, down) };
    screen.draw(0, top, width, height, before.picture);
    if (sight.dialogue) return;

    const lens = lensOf(camera, width / tall);
    const near = withinReach(sight);
    for (const npc of sight.npcs) {
      const place = lens.find(plus(npc.frame.at, [0, npc.tall + OVERHEAD, 0]));
      if (!place) continue;
      const [x, y] = [Math.floor(place.x * width), top + Math.floor(place.y * height)];
      if (y > top && y < top + height) tag(screen, x, y, npc, near?.id === npc.id);
    }
  };
}

/** The NPC's name, and its prompt where that can be pressed. */
function tag(screen: Screen, middle: number, y: number, { name, prompt }: Npc, isNear: boolean): void {
  if (!isNear || !prompt) {
    screen.write(middle - Math.ceil(widthOf(name) / 2), y, name, INK.text, undefined);
    return;
  }
  const words = ` ${prompt.action} · ${prompt.object} `;
  const start = middle - Math.ceil((widthOf(words) + 3) / 2);
  const end = screen.write(start, y, ` ${prompt.key} `, INK.ground, INK.accent);
  screen.write(end, y, words, INK.text, INK.ground);
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" ? Math.round(value * 50) : value;
}
