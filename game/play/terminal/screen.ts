import type { Picture } from "../scene/render.ts";
import { colorCode } from "./ansi.ts";
import type { Color } from "./dialogue.ts";
import { glyphsOf, widthOf } from "./words.ts";

/** A terminal as a grid of cells. What is put on it is sent by `show`, as little of it as has changed. */
export interface Screen {
  columns: number;
  rows: number;
  fill(x: number, y: number, width: number, height: number, ground: Color): void;
  /** Returns the column after the text. Without a ground it is written on what is there. */
  write(x: number, y: number, text: string, color: Color, ground?: Color): number;
  /** Draws a picture whose height is twice that of its place: each cell shows two pixels. */
  draw(x: number, y: number, width: number, height: number, picture: Picture): void;
  /** Where the cursor is seen; nowhere by default. */
  show(cursor?: { x: number; y: number }): void;
}

interface Cell {
  text: string;
  color: Color;
  ground: Color;
}

const BLANK: Cell = { text: " ", color: [0, 0, 0], ground: [0, 0, 0] };

/** `depth` is `stdout.getColorDepth()`: 24 bits, 8 (256 colours), or less, for which brightness is drawn by letters. */
export function createScreen(columns: number, rows: number, depth: number, send: (codes: string) => void): Screen {
  const cells: Cell[] = Array.from({ length: columns * rows }, () => BLANK);
  const shown: (Cell | undefined)[] = cells.map(() => undefined);
  const set = (x: number, y: number, cell: Cell) => {
    if (x >= 0 && x < columns && y >= 0 && y < rows) cells[y * columns + x] = cell;
  };
  return {
    columns,
    rows,
    fill(x, y, width, height, ground) {
      for (let row = y; row < y + height; row++)
        for (let column = x; column < x + width; column++) set(column, row, { text: " ", color: ground, ground });
    },
    write(x, y, text, color, ground) {
      let column = x;
      for (const glyph of glyphsOf(text)) {
        if (column + glyph.width > columns) break;
        const cell = { color, ground: ground ?? cells[y * columns + column]?.ground ?? BLANK.ground };
        set(column, y, { ...cell, text: glyph.text });
        if (glyph.width === 2) set(column + 1, y, { ...cell, text: "" });
        column += glyph.width;
      }
      return x + widthOf(text);
    },
    draw(x, y, width, height, picture) {
      const pixel = (column: number, line: number): Color => {
        const [px, py] = [
          Math.floor((column * picture.width) / width),
          Math.floor((line * picture.height) / (height * 2)),
        ];
        const [red = 0, green = 0, blue = 0] = picture.pixels.subarray((py * picture.width + px) * 3);
        return [red, green, blue];
      };
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++) {
          const [top, bottom] = [pixel(column, row * 2), pixel(column, row * 2 + 1)];
          const text = depth >= 8 ? "▀" : shadeOf(bottom);
          set(x + column, y + row, { text, color: top, ground: bottom });
        }
    },
    show(cursor) {
      let codes = "";
      let pen: Cell | undefined;
      let at = -1;
      cells.forEach((cell, index) => {
        if (isSame(cell, shown[index])) return;
        shown[index] = cell;
        if (cell.text === "") return;
        if (at !== index) codes += `\x1b[${Math.floor(index / columns) + 1};${(index % columns) + 1}H`;
        if (pen?.color !== cell.color) codes += colorCode(cell.color, "text", depth);
        if (pen?.ground !== cell.ground) codes += colorCode(cell.ground, "ground", depth);
        codes += cell.text;
        pen = cell;
        at = (index + 1) % columns === 0 || cells[index + 1]?.text === "" ? -1 : index + 1;
      });
      const end = cursor ? `\x1b[${cursor.y + 1};${cursor.x + 1}H\x1b[?25h` : "\x1b[?25l";
      // Drawn in one go where the terminal can: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036
      send(`\x1b[?2026h\x1b[?25l${codes}\x1b[0m${end}\x1b[?2026l`);
    },
  };
}

function isSame(a: Cell, b: Cell | undefined): boolean {
  return (
    b !== undefined && (a === b || (a.text === b.text && isEqual(a.color, b.color) && isEqual(a.ground, b.ground)))
  );
}

function isEqual(a: Color, b: Color): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

function shadeOf([red, green, blue]: Color): string {
  return SHADES[Math.floor(((red + green + blue) / 766) * SHADES.length)] ?? " ";
}

const SHADES = " .:-=+*#";
