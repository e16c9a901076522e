import { readKeys } from "../../play/terminal/keys.ts";
import type { Terminal } from "../../play/terminal/open-terminal.ts";
import { createScreen } from "../../play/terminal/screen.ts";

/** A terminal of 80 x 24 for `npm run play`: it obeys the codes that it is sent, and can be typed at and read. */
export interface Console {
  open(): Terminal;
  press(input: string): void;
  /** The rows as they are now. */
  rows(): string[];
  isClosed(): boolean;
}

const COLUMNS = 80;
const ROWS = 24;
/** To a place, or whatever else; or a character. */
const CODES = /␛\[(?:(\d+);(\d+)H|[\d;?]*[a-zA-Z])|[^␛]/gu;

export function createConsole(): Console {
  const cells = Array.from({ length: COLUMNS * ROWS }, () => " ");
  let [at, typed, isClosed] = [0, "", false];
  const obey = (codes: string): void => {
    for (const [piece, row, column] of codes.replaceAll("\x1b", "␛").matchAll(CODES)) {
      if (row !== undefined) at = (Number(row) - 1) * COLUMNS + Number(column) - 1;
      else if (!piece.startsWith("␛")) cells[at++] = piece;
    }
  };
  const screen = createScreen(COLUMNS, ROWS, 24, obey);
  return {
    open: () => ({
      screen: () => screen,
      keys: () => {
        const keys = readKeys(typed);
        typed = "";
        return keys;
      },
      close: () => (isClosed = true),
    }),
    press: (input) => (typed += input),
    rows: () =>
      Array.from({ length: ROWS }, (_, row) =>
        cells
          .slice(row * COLUMNS, (row + 1) * COLUMNS)
          .join("")
          .trimEnd(),
      ),
    isClosed: () => isClosed,
  };
}
