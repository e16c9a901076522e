import type { PlayerOptions } from "../../emulator/host/player.ts";

type Viewer = Required<Pick<PlayerOptions, "screen" | "device">>;

/** Pixels of Roblox's own bar at the top. */
const topBar = 58;

/** What people play on, by the names that the pictures know them by. */
export const SCREENS: Record<string, Viewer> = {
  computer: { device: "keyboard", screen: { width: 1280, height: 720 } },
  phone: { device: "touch", screen: { width: 568, height: 320, topBar, cutout: [32, 0, 32, 12] } },
  upright: { device: "touch", screen: { width: 320, height: 568, topBar, cutout: [0, 32, 0, 20] } },
  tablet: { device: "touch", screen: { width: 1024, height: 768, topBar } },
  television: { device: "gamepad", screen: { width: 1920, height: 1080, topBar, cutout: [48, 27, 48, 27] } },
};
