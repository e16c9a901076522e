import type { Color } from "./dialogue.ts";

/** The terminal's own few colours, in the game's mood; those of the dialogue come from its tree. */
export const INK = {
  ground: [26, 21, 30],
  panel: [34, 27, 35],
  text: [250, 243, 230],
  quiet: [160, 147, 138],
  accent: [242, 184, 96],
  edge: [128, 98, 62],
} as const satisfies Record<string, Color>;
