import { mixed } from "./ansi.ts";
import type { Color, Dialogue, Label } from "./dialogue.ts";
import { INK } from "./ink.ts";
import type { Screen } from "./screen.ts";
import { widthOf } from "./words.ts";

/** Buttons side by side, as many as fit. `chosen`: the one that Enter presses. */
export function buttonRows({ choices, box }: Dialogue, chosen: number, width: number): KeyedButton[][] {
  const rows: KeyedButton[][] = [];
  let used = Infinity;
  choices.forEach((label, index) => {
    // Where one can write, a character is no key.
    const key = KEYS[label.name] ?? String(index + 1);
    const sign = index === chosen || label.name === "CareRead" ? "⏎" : box ? "·" : key;
    const needed = widthOf(label.text) + 6;
    if (used + needed > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push({ sign, label, isChosen: index === chosen });
    used += needed;
  });
  return rows;
}

const KEYS: Record<string, string> = { Stop: "S" };

export interface KeyedButton {
  /** The key that presses it, or what stands in its place. */
  sign: string;
  label: Label;
  isChosen: boolean;
}

/** A row of them. */
export function paintButtons(screen: Screen, x: number, y: number, row: KeyedButton[], width: number): void {
  let at = x;
  for (const { sign, label, isChosen } of row) {
    const shown = isChosen ? { ...label, color: INK.ground, ground: INK.accent } : label;
    const from = paintButton(screen, at, y, ` ${sign} `, isChosen ? shown : { ...label, color: INK.accent });
    const end = Math.min(paintButton(screen, from, y, `${label.text} `, shown), x + width);
    at = end + 1;
  }
}

/** Returns the column after it. */
export function paintButton(
  screen: Screen,
  x: number,
  y: number,
  text: string,
  { color, ground, isEnabled }: Label,
): number {
  const faded = (shade: Color) => (isEnabled ? shade : mixed(shade, INK.panel, 0.6));
  return screen.write(x, y, text, faded(color), faded(ground));
}
