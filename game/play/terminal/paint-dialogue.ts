import { mixed } from "./ansi.ts";
import { type Dialogue, isCareCard, type Label } from "./dialogue.ts";
import { INK } from "./ink.ts";
import { buttonRows, paintButton, paintButtons } from "./paint-buttons.ts";
import type { Screen } from "./screen.ts";
import { tailOf, widthOf, wrap } from "./words.ts";

const WIDEST = 96;

/** Rows that the dialogue takes of `rows`: always the same, but for a care card, which has to be read to its end. */
export function heightOf(dialogue: Dialogue, columns: number, rows: number): number {
  const usual = Math.max(11, Math.round(rows * 0.4));
  if (!isCareCard(dialogue)) return usual;
  const lines = dialogue.labels.flatMap(({ text }) => wrap(text, Math.min(columns, WIDEST) - 4));
  return Math.min(rows - 2, Math.max(usual, lines.length + 4));
}

/**
 * Draws the dialogue at the bottom of the screen, above row `bottom`, `height` rows high. `chosen`: the button that Enter
 * presses. Returns where one writes.
 */
export function paintDialogue(
  screen: Screen,
  bottom: number,
  height: number,
  dialogue: Dialogue,
  chosen: number,
): { x: number; y: number } | undefined {
  const width = Math.min(screen.columns, WIDEST);
  const left = Math.floor((screen.columns - width) / 2);
  const [top, inner, x] = [bottom - height, width - 4, left + 2];
  screen.fill(0, top, screen.columns, height, INK.ground);
  paintFrame(screen, left, top, width, height);
  screen.write(x + 1, top, ` ${dialogue.title.text} `, INK.ground, INK.accent);

  let y = bottom - 2;
  const cursor = dialogue.box && paintBox(screen, x, y--, inner, dialogue, dialogue.box);
  const rows = buttonRows(dialogue, chosen, inner);
  y -= rows.length;
  rows.forEach((row, index) => paintButtons(screen, x, y + 1 + index, row, inner));

  const { leave } = dialogue;
  // The game's own key would be written where there is a text box.
  const way = leave?.text.replace(/\s*\(\S+\)$/, " (Esc)") ?? "";
  if (leave) paintButton(screen, x + inner - widthOf(way) - 3, top, ` ${way} `, leave);
  const [notice = [], ...others] = dialogue.labels.map(({ text, color }) =>
    wrap(text, inner).map((line) => ({ text: line, color })),
  );
  // Where it is too much, the notice stays and the newest is seen.
  const room = y - top - notice.length;
  const rest = others.flat().slice(-room);
  const gap = rest.length < room ? [{ text: "", color: INK.text }] : [];
  const shown = [...notice, ...gap, ...rest];
  shown.forEach(({ text, color }, index) => screen.write(x, top + 1 + index, text, color, INK.panel));
  dialogue.dots.forEach((brightness, index) =>
    screen.write(x + 2 * index, top + 1 + shown.length, "●", mixed(INK.panel, INK.accent, brightness), INK.panel),
  );
  return cursor;
}

function paintFrame(screen: Screen, x: number, y: number, width: number, height: number): void {
  screen.fill(x, y, width, height, INK.panel);
  const line = "─".repeat(width - 2);
  screen.write(x, y, `╭${line}╮`, INK.edge, INK.panel);
  for (let row = y + 1; row < y + height - 1; row++) {
    screen.write(x, row, "│", INK.edge, INK.panel);
    screen.write(x + width - 1, row, "│", INK.edge, INK.panel);
  }
  screen.write(x, y + height - 1, `╰${line}╯`, INK.edge, INK.panel);
}

function paintBox(
  screen: Screen,
  x: number,
  y: number,
  width: number,
  { send, left }: Dialogue,
  box: Label & { hint: string },
) {
  const sendText = send ? ` ${send.text} ⏎ ` : "";
  const room = width - widthOf(sendText) - widthOf(left) - 3;
  const ground = mixed(box.ground, INK.panel, 0.2);
  screen.fill(x, y, width - widthOf(sendText) - 1, 1, ground);
  const text = tailOf(box.text, room - 1);
  screen.write(x + 1, y, text === "" ? box.hint : text, text === "" ? INK.quiet : box.color, ground);
  screen.write(x + room + 1, y, left, INK.accent, ground);
  if (send) paintButton(screen, x + width - widthOf(sendText), y, sendText, send);
  return { x: x + 1 + widthOf(text), y };
}
