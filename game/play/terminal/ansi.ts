import type { Color } from "./dialogue.ts";

/** The code that chooses a colour, in as many bits as the terminal has. https://en.wikipedia.org/wiki/ANSI_escape_code#Colors */
export function colorCode(color: Color, what: "text" | "ground", depth: number): string {
  const use = what === "text" ? 38 : 48;
  if (depth >= 24) return `\x1b[${use};2;${color.join(";")}m`;
  if (depth >= 8) return `\x1b[${use};5;${cubeIndex(color)}m`;
  return "";
}

/** The terminal's whole screen, with keys coming as they are pressed; what it was before comes back at the end. */
export const FULL_SCREEN = { enter: "\x1b[?1049h\x1b[?25l\x1b[2J", leave: "\x1b[0m\x1b[?25h\x1b[?1049l" };

export function mixed(a: Color, b: Color, share: number): Color {
  const part = (i: 0 | 1 | 2) => Math.round(a[i] * (1 - share) + b[i] * share);
  return [part(0), part(1), part(2)];
}

/** Of the 6 x 6 x 6 colours that a terminal of 256 has from 16 on, or its greys. */
function cubeIndex([red, green, blue]: Color): number {
  if (Math.max(red, green, blue) - Math.min(red, green, blue) < 12) return 232 + Math.min(23, Math.floor(red / 10.7));
  const step = (part: number) => (part < 48 ? 0 : part < 115 ? 1 : Math.floor((part - 35) / 40));
  return 16 + 36 * step(red) + 6 * step(green) + step(blue);
}
