import { mixed } from "./ansi.ts";
import type { Color, Label } from "./dialogue.ts";
import { INK } from "./ink.ts";
import type { Screen } from "./screen.ts";
import { widthOf } from "./words.ts";

/** Buttons side by side, as many as fit. */
export function buttonRows(choices: Label[], width: number): KeyedButton[][] {
  const rows: KeyedButton[][] = [];
  let used = Infinity;
  choices.forEach((label, index) => {
    const key = KEYS[label.name] ?? String(index + 1);
    const needed = widthOf(label.text) + 6;
    if (used + needed > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push({ key, label });
    used += needed;
  });
  return rows;
}

const KEYS: Record<string, string> = { Stop: "S", CareRead: "⏎" };

export interface KeyedButton {
  key: string;
  label: Label;
}

/** A row of them, each with the key that presses it. */
export function paintButtons(screen: Screen, x: number, y: number, row: KeyedButton[], width: number): void {
  let at = x;
  for (const { key, label } of row) {
    const from = paintButton(screen, at, y, ` ${key} `, {
      ...label,
      color: KEYS[label.name] === undefined ? INK.accent : label.color,
    });
    const end = Math.min(paintButton(screen, from, y, `${label.text} `, label), x + width);
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
