import { flatten } from "../../emulator/host/tree.ts";
import type { GamePlayer, GameServer } from "../game-server.ts";

const FRAMES = 3;

/** Resolves when nothing on the player's screen has moved for some frames: what is measured takes effect some frames later. */
export async function untilStill(server: GameServer, player: GamePlayer): Promise<void> {
  let [before, frames] = ["", 0];
  await server.until(async () => {
    const boxes = JSON.stringify(flatten(await player.gui()).map(({ box }) => box));
    frames = boxes === before ? frames + 1 : 0;
    before = boxes;
    return frames > FRAMES;
  });
}
